package io.github.qwenvl4j.engine;

/**
 * For whom an answer is generated: by equality.
 *
 * @param turn takes turns with others at the queue
 * @param prefixes shares computed prefixes of prompts with nobody else
 * @param keep whether prefixes are kept for later prompts, as long as the memory lasts
 */
public record Owner(Object turn, Object prefixes, boolean keep) {

    /** Somebody who asks again: takes turns and keeps prefixes under one name. */
    public static Owner of(Object name) {
        return new Owner(name, name, true);
    }

    /** Somebody who asks once. */
    public static Owner once() {
        Object name = new Object();
        return new Owner(name, name, false);
    }
}
