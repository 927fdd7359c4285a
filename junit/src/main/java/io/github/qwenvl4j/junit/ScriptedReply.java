package io.github.qwenvl4j.junit;

import io.github.qwenvl4j.QwenVlException;

/** What a scripted model does when it is asked. */
sealed interface ScriptedReply {

    /** It says a text, and ends. */
    record Says(String text) implements ScriptedReply {}

    /** It says a text over and over, until the answer is ended. */
    record Repeats(String text) implements ScriptedReply {}

    /** It fails. */
    record Fails(QwenVlException.Kind kind, String message) implements ScriptedReply {}
}
