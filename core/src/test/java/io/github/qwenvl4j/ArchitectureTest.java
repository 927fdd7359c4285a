package io.github.qwenvl4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
                .resideInAnyPackage("..tokenizer..", "..grounding..", "..image..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(CORE);
    }
}
