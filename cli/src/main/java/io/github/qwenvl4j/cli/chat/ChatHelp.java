package io.github.qwenvl4j.cli.chat;

import java.util.List;

/** What can be typed. */
final class ChatHelp {

    static final List<String> COMMANDS =
            List.of("/image", "/boxes", "/undo", "/retry", "/system", "/save", "/load", "/reset", "/help", "/quit");

    static final String TEXT = """
            Type a question. Drop a picture on the window, or paste its path, to show it.
              /image PATH|URL   show a picture with the next question
              /boxes FILE       draw the last answer's boxes (.png, .jpg, .svg, .html)
              /undo             take the last question and answer back
              /retry            answer the last question again
              /system [TEXT]    show or set the system text
              /save FILE        keep the conversation as JSON
              /load FILE        take one up again
              /reset            forget everything said
              /help             this list
              /quit             leave (also Ctrl-D)
            Ctrl-C stops an answer.""";

    private ChatHelp() {}
}
