package io.github.qwenvl4j.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The POMs that are installed and deployed can be resolved by tools that know nothing of this build, as Gradle. */
class PublishedPomTest {

    private static String pom(String module) throws IOException {
        return Files.readString(
                Path.of(System.getProperty("qwenvl.root")).resolve(module).resolve("target/.flattened-pom.xml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "torch", "train", "pdf", "batch", "server", "cli", "cli-training"})
    void holdsNoPropertyNoParentAndAVersionForEachDependency(String module) throws IOException {
        String pom = pom(module);
        assertThat(pom).doesNotContain("${").doesNotContain("<parent>").contains("<dependency>");
        pom = pom.replaceAll("(?s)<exclusions>.*?</exclusions>", ""); // these have no version
        assertThat(pom.split("<version>", -1)).hasSameSizeAs(pom.split("<artifactId>", -1));
    }

    @Test
    void namesTheNativeLibrariesOfEachPlatform() throws IOException {
        assertThat(pom("torch"))
                .contains("<classifier>linux-x86_64</classifier>")
                .contains("<classifier>macosx-arm64</classifier>")
                .contains("<classifier>windows-x86_64</classifier>");
    }
}
