package io.github.qwenvl4j.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** One word for one thing, across the modules. */
class NamesTest {

    /** The class path has the main classes of all modules. */
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(location -> !location.contains("test-classes") && !location.contains("-tests.jar"))
            .importPackages("io.github.qwenvl4j");

    @Test
    void aSimpleNameHasOneMeaning() {
        Map<String, Set<String>> meanings = new TreeMap<>();
        ALL.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .forEach(type -> meanings.computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>())
                        .add(type.getName()));
        assertThat(meanings).containsKeys("QwenVl", "TrainingRun", "QwenVlServer", "Main");
        meanings.values().removeIf(types -> types.size() == 1);
        assertThat(meanings).isEmpty();
    }
}
