package io.github.qwenvl4j.file;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;

/**
 * By what a {@link LineFile} is known before anything of it is changed: its first line.
 *
 * @param beginning with which this program begins that line, of which a killed process may have written a part
 * @param within what the whole line has, also when somebody else wrote it anew
 * @param meaning of a line, such as "a row of a batch"
 */
public record LineSignature(String beginning, String within, String meaning) {

    /** @param end whether the text ends as lines do */
    boolean fits(String text, boolean end) {
        return end ? text.contains(within) : text.startsWith(beginning) || beginning.startsWith(text);
    }

    /** The exception for a line that is something else. @param place the file and the line */
    public QwenVlException refuse(String place) {
        return new QwenVlException(Kind.FILE, place + ": is not " + meaning + ": choose another file, or delete it");
    }
}
