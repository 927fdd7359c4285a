package io.github.qwenvl4j.evaluate.metric.caption;

import java.util.List;
import java.util.regex.Pattern;

/** The forms of tokens in captions. Where several match, the longest is taken. */
final class TokenPatterns {

    private static final String LETTER = "\\p{L}\\p{M}";
    private static final String WORD = "[" + LETTER + "\\p{Nd}_]+";
    private static final String JOINED =
            WORD + "(?:(?:[-&/]|(?<=[" + LETTER + "])\\.(?=[" + LETTER + "]))" + WORD + ")*";
    private static final String NOT_IN_WORD = "(?![" + LETTER + "\\p{Nd}])";
    private static final String TITLES =
            "Mr|Mrs|Ms|Drs?|Profs?|Sens?|Reps?|Govs?|Lt|Col|Gen|Messrs|Adm|Rev|Maj|Sgt|Cpl|Pvt|Capt|Ste?|Mt|Ft"
                    + "|Ave|Pres|Lieut|Hon|Brig|Cmdr|Comdr|Pfc|Spc|Supt|Det|Jr|Sr|Bros|Blvd|Rd|Esq";
    private static final String FIRMS = "Inc|Cos?|Corp|Ltd|Plc|Dept|Bancorp|Assn|Univ|Intl";
    private static final String DATES = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thu|Thurs|Fri";
    private static final String STATES =
            "Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev"
                    + "|Okla|Ore|Pa|Penn|Tenn|Tex|Va|Vt|Wash|Wis|Wyo";

    /** Each matches at the place where it is tried. */
    static final List<Pattern> ALL = List.of(
            pattern("(?:https?|ftp)://[^\\s\"<>|()]+[^\\s\"<>|.!?(){},;:'-]"),
            pattern("www\\.[^\\s\"<>|()]+[^\\s\"<>|.!?(){},;:'-]"),
            pattern("[A-Za-z0-9][^\\s\"<>|():;]*@(?:[^\\s\"<>|(){}.,;:]+\\.)*[^\\s\"<>|(){}.,;:!?'-]+"),
            pattern("[#@]" + "[" + LETTER + "_]" + "[" + LETTER + "\\p{Nd}_]*"),
            pattern("</?[A-Za-z!?][^<>\\n]*>"),
            pattern("[<>]?[:;=]['o^-]?[()\\[\\]DPdpO{@|\\\\]" + NOT_IN_WORD),
            pattern("[+-]?\\.?\\p{Nd}+(?:[.,:/]\\p{Nd}+)*"),
            pattern("(?:[A-Za-z]\\.)+"),
            pattern("(?:Ph|Ed)\\.D\\."),
            pattern("(?:" + TITLES + "|" + FIRMS + "|" + DATES + "|" + STATES
                    + "|[Ee]tc|[Vv]s|Alex|Wm|Jos|Cie|[Cc]f)\\."),
            pattern("(?:[Nn]os?|[Pp]p|[Ff]igs?|[Aa]rts?)\\.(?=\\s*\\p{Nd})"),
            pattern("C\\+\\+|[CF]#"),
            pattern("-[LR][RSC]B-"),
            pattern("[LlDdCcJj]'" + "[" + LETTER + "]{2,}"),
            pattern("[A-HJ-XZ]'" + "[" + LETTER + "]{2,}"),
            pattern("(?![Yy]')[" + LETTER + "]*[AEIOUYaeiouy]'[aeiou][" + LETTER + "]*"),
            pattern("[Oo]'[Cc]lock"),
            pattern("[Yy]'(?=[" + LETTER + "])"),
            pattern("'[SsMmDd]" + NOT_IN_WORD + "|'(?:re|ve|ll|RE|VE|LL)" + NOT_IN_WORD),
            pattern("'[Tt](?=(?:is|was)" + NOT_IN_WORD + ")"),
            pattern("'[Nn]'|'[Nn]" + NOT_IN_WORD + "|'em" + NOT_IN_WORD + "|'\\p{Nd}0s"),
            pattern("[?!]+|\\.{2,}|-{2,}|``|''"),
            pattern(JOINED));

    private TokenPatterns() {}

    private static Pattern pattern(String form) {
        return Pattern.compile(form);
    }
}
