package io.github.qwenvl4j.batch.run;

import io.github.qwenvl4j.batch.LabelRow;
import java.util.List;

/** Is told how a run gets on; thread-safe. */
public interface RunEvents {

    /** A picture is taken up. */
    void begin(String source);

    /** A picture is done; its rows are in the file. @param rows those that were missing */
    void end(String source, List<LabelRow> rows);
}
