package io.github.qwenvl4j.evaluate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
class ArchitectureTest {

    private static final JavaClasses EVALUATE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.qwenvl4j.evaluate");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.github.qwenvl4j.evaluate.(*)..")
                .should()
                .beFreeOfCycles()
                .check(EVALUATE);
    }

    @Test
    void metricsAreUsableAlone() {
        classes()
                .that()
                .resideInAPackage("..evaluate.metric..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "..evaluate.metric..")
                .check(EVALUATE);
    }

    @Test
    void noModelFamilyAndNoTensorIsKnownHere() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..family.qwenvl..", "..family.qwen3vl..", "org.bytedeco..", "..tensor..", "..nn..")
                .check(EVALUATE);
    }

    /** How a picture or a turn is written belongs to the family: prompts are made of parts. */
    @Test
    void noPromptNamesASpecialTokenOfPicturesOrTurns() throws IOException {
        Pattern fact = Pattern.compile("\"[^\"]*(<\\|im_|<\\|endoftext|<img>|imgpad|<\\|vision)[^\"]*\"");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> found = files.filter(each -> each.toString().endsWith(".java"))
                    .filter(each -> fact.matcher(text(each)).find())
                    .toList();
            assertThat(found).isEmpty();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
