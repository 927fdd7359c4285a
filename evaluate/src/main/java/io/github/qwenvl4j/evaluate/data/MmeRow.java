package io.github.qwenvl4j.evaluate.data;

/**
 * A line of an MME file.
 *
 * @param place file and line, for messages
 * @param subtask the name of the file
 * @param right Yes or No
 * @param answer empty in files of questions
 */
public record MmeRow(String place, String subtask, String picture, String question, String right, String answer) {

    public String id() {
        return subtask + "/" + picture + "/" + question;
    }
}
