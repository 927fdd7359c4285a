package io.github.qwenvl4j.cli.options;

import picocli.CommandLine;

/** Commands of another module on the class path: a service. */
public interface CommandModule {

    /** Adds the commands below the program's. */
    void addTo(CommandLine program);
}
