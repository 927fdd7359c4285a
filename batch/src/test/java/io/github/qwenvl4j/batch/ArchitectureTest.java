package io.github.qwenvl4j.batch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
class ArchitectureTest {

    private static final JavaClasses BATCH = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.qwenvl4j.batch");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.github.qwenvl4j.batch.(*)..")
                .should()
                .beFreeOfCycles()
                .check(BATCH);
    }

    @Test
    void whatIsAskedKnowsNoFilesOfRowsAndNoRuns() {
        noClasses()
                .that()
                .resideInAPackage("io.github.qwenvl4j.batch")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..batch.source..", "..batch.output..", "..batch.run..", "..batch.report..")
                .check(BATCH);
    }

    @Test
    void noModelFamilyAndNoTensorIsKnownHere() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..family.qwenvl..", "..family.qwen3vl..", "org.bytedeco..", "..tensor..", "..nn..")
                .check(BATCH);
    }
}
