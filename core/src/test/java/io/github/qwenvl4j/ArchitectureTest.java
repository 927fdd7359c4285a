package io.github.qwenvl4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.github.qwenvl4j.tokenizer.IdBuilder;
import io.github.qwenvl4j.tokenizer.Segment;
import io.github.qwenvl4j.tokenizer.SpecialTokens;
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
                case "Device", "Precision", "KvCacheType", "FinishReason", "Timings", "TokenLikelihood" ->
                    SliceIdentifier.of("words");
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
    void onlyPromptsAndTheTokenizerKnowHowADialogueIsWritten() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..prompt..", "..tokenizer..")
                .should()
                .callMethod(SpecialTokens.class, "imStart")
                .orShould()
                .callMethod(SpecialTokens.class, "imEnd")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(IdBuilder.class, Segment.class)
                .check(CORE);
    }
}
