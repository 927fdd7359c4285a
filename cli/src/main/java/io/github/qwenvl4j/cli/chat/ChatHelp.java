package io.github.qwenvl4j.cli.chat;

import java.util.List;

/** The help text of the conversation. */
final class ChatHelp {

    static final List<String> COMMANDS =
            List.of("/image", "/boxes", "/undo", "/retry", "/system", "/save", "/load", "/reset", "/help", "/quit");

    static final String TEXT = """
            Type a question. To show a picture, drop it on the window or type its path or address.
            A line that ends in \\ continues on the next one. Lines between ``` and ``` are plain text, paths too.
              /image PATH|URL   show a picture with the next question
              /boxes FILE       draw the last answer's boxes (.png, .jpg, .svg, .html)
              /undo             remove the last question and answer
              /retry            answer the last question again
              /system [TEXT]    show or set the system text
              /save FILE        save the conversation as JSON
              /load FILE        reopen a saved conversation
              /reset            delete all pictures, questions and answers
              /help             this list
              /quit             leave (also Ctrl-D)
            Ctrl-C stops an answer.""";

    private ChatHelp() {}
}
