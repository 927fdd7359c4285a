package io.github.qwenvl4j.engine;

/**
 * What one step of the batch did.
 *
 * @param answers that had rows in it
 * @param promptRows rows of prompts
 * @param tokens generated
 * @param encoded whether a piece of a picture was encoded
 * @param nanos it took
 */
public record StepReport(int answers, int promptRows, int tokens, boolean encoded, long nanos) {

    boolean idle() {
        return answers == 0 && !encoded;
    }
}
