package io.github.qwenvl4j.train;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
class PackagesTest {

    private static final JavaClasses TRAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.qwenvl4j.train");

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.github.qwenvl4j.train.(*)..")
                .should()
                .beFreeOfCycles()
                .check(TRAIN);
    }

    @Test
    void scenesAndSamplesKnowNoTensors() {
        noClasses()
                .that()
                .resideInAnyPackage("..train.scenes..", "..train.data..", "..train.vocabulary..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(TRAIN);
    }
}
