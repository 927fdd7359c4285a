package io.github.qwenvl4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.qwenvl4j.tokenizer.IdBuilder;
import io.github.qwenvl4j.tokenizer.Segment;
import io.github.qwenvl4j.tokenizer.SpecialTokens;
import org.junit.jupiter.api.Test;

/** Packages are the architecture: one direction, no cycles. */
class ArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.qwenvl4j");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.github.qwenvl4j.(*)..").should().beFreeOfCycles().check(CORE);
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
