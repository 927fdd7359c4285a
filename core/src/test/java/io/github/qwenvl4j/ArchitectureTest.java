package io.github.qwenvl4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.github.qwenvl4j.family.Families;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Packages are the architecture: one direction, no cycles. */
class ArchitectureTest {

    private static final String ROOT = "io.github.qwenvl4j";
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** Packages by name; of the root package the exception below all, then words, options and answers, the roof above. */
    private static final SliceAssignment PACKAGES = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            if (!type.getName().startsWith(ROOT + ".")) {
                return SliceIdentifier.ignore();
            }
            String rest = type.getPackageName().substring(ROOT.length());
            if (!rest.isEmpty()) {
                return SliceIdentifier.of(rest.split("\\.")[1]);
            }
            String outer = type.getName().substring(ROOT.length() + 1).split("\\$")[0];
            return switch (outer) {
                case "QwenVlException" -> SliceIdentifier.ignore();
                case "Device",
                        "Precision",
                        "KvCacheType",
                        "FinishReason",
                        "Timings",
                        "TokenLikelihood",
                        "AnswerFormat",
                        "Decision",
                        "Evidence",
                        "LogitsConstraint",
                        "TokenRules" -> SliceIdentifier.of("words");
                case "AnswerOptions", "OpenOptions" -> SliceIdentifier.of("options");
                case "Answer", "AnswerStream", "AnswerCancelledException" -> SliceIdentifier.of("answers");
                default -> SliceIdentifier.of("roof");
            };
        }

        @Override
        public String getDescription() {
            return "packages, and the root package's layers";
        }
    };

    @Test
    void packagesHaveNoCycles() {
        slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(CORE);
    }

    @Test
    void tokenizerGroundingAndImagesKnowNoTensors() {
        noClasses()
                .that()
                .resideInAnyPackage("..tokenizer..", "..prompt..", "..grounding..", "..image..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(CORE);
    }

    @Test
    void onlyTheTableOfFamiliesKnowsWhichThereAre() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..family.qwenvl..", "..family.qwen3vl..")
                .and()
                .areNotAssignableTo(Families.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..family.qwenvl..", "..family.qwen3vl..")
                .check(CORE);
    }

    @Test
    void theEngineTouchesNoTensor() {
        noClasses()
                .that()
                .resideInAnyPackage("..engine..", "..model..", "..sampling..", "..constraint..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..", "..tensor..", "..nn..")
                .check(CORE);
    }

    /** Special tokens, names of tensors and of configuration fields, and the 256 queries, as they are written in a source. */
    @Test
    void noSourceOutsideOfItsFamilyNamesAModelsFacts() throws IOException {
        Pattern fact = Pattern.compile(
                "\"[^\"]*(<\\|im_|<\\|endoftext|<img>|imgpad|<\\|vision|transformer\\.|lm_head|n_queries|visual\\.)[^\"]*\""
                        + "|[^0-9.x_]256[^0-9.]*(queries|rows|features)");
        Path sources = Path.of("src/main/java/io/github/qwenvl4j");
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                    .filter(each -> !each.startsWith(sources.resolve("family")))
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    if (!line.strip().startsWith("*") && fact.matcher(line).find()) {
                        found.add(file.getFileName() + ": " + line.strip());
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }
}
