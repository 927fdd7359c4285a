package io.github.qwenvl4j.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** THIRD-PARTY.md names each library that the program runs with (the build writes their list), and no other. */
class ThirdPartyTest {

    private static final Path ROOT = Path.of(System.getProperty("qwenvl.root"));
    private static final Pattern RESOLVED = Pattern.compile("^ +([\\w.-]+:[\\w.-]+):jar:", Pattern.MULTILINE);
    private static final Pattern NAMED = Pattern.compile("`([\\w.-]+:[\\w.*-]+)`"); // GROUP:* is the whole group

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void eachRuntimeDependencyHasItsLineAndEachLineItsDependency() throws IOException {
        Set<String> resolved =
                found(RESOLVED, Files.readString(ROOT.resolve("cli-training/target/runtime-dependencies.txt")));
        String table = Files.readAllLines(ROOT.resolve("THIRD-PARTY.md")).stream()
                .filter(line -> line.startsWith("|"))
                .collect(Collectors.joining("\n"));
        Set<String> named = found(NAMED, table);
        assertThat(resolved).isNotEmpty();
        assertThat(resolved.stream().filter(artifact -> named.stream().noneMatch(name -> covers(name, artifact))))
                .as("missing in THIRD-PARTY.md")
                .isEmpty();
        assertThat(named.stream().filter(name -> resolved.stream().noneMatch(artifact -> covers(name, artifact))))
                .as("in THIRD-PARTY.md, but no longer used")
                .isEmpty();
    }

    private static boolean covers(String name, String artifact) {
        return name.endsWith(":*") ? artifact.startsWith(name.substring(0, name.length() - 1)) : artifact.equals(name);
    }
}
