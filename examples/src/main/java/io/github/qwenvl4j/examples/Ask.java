package io.github.qwenvl4j.examples;

import io.github.qwenvl4j.QwenVl;

/** Asks pico, the built-in model. Arguments: a question, a picture. */
public final class Ask {

    private Ask() {}

    public static void main(String[] args) {
        try (QwenVl model = QwenVl.open()) {
            System.out.println(model.ask(args[0], args[1]).text());
        }
    }
}
