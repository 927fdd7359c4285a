package io.github.qwenvl4j.train;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
class ArchitectureTest {

    private static final JavaClasses TRAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.qwenvl4j.train");

    /** From samples over batches, losses and stages to runs. */
    private static final Map<String, List<String>> KNOWN = Map.ofEntries(
            Map.entry("sample", List.of()),
            Map.entry("scenes", List.of("sample")),
            Map.entry("vocabulary", List.of("sample", "scenes")),
            Map.entry("things", List.of("sample", "scenes", "vocabulary")),
            Map.entry("data", List.of("sample", "scenes")),
            Map.entry("step", List.of("data")),
            Map.entry("parallel", List.of()),
            Map.entry("objective", List.of("data", "scenes", "step", "parallel")),
            Map.entry("adapter", List.of()),
            Map.entry("parameters", List.of("adapter")),
            Map.entry("optimizer", List.of()),
            Map.entry(
                    "stage",
                    List.of(
                            "sample",
                            "scenes",
                            "data",
                            "step",
                            "objective",
                            "adapter",
                            "parameters",
                            "optimizer",
                            "parallel")),
            Map.entry("eval", List.of("sample", "scenes", "things")),
            Map.entry("merge", List.of("sample", "scenes", "adapter", "eval")),
            Map.entry(
                    "run",
                    List.of(
                            "sample",
                            "scenes",
                            "data",
                            "adapter",
                            "parameters",
                            "optimizer",
                            "parallel",
                            "stage",
                            "eval")));

    @Test
    void dataFlowsOneWay() {
        LayeredArchitecture architecture = layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .ensureAllClassesAreContainedInArchitecture();
        for (String name : KNOWN.keySet()) {
            architecture = architecture.layer(name).definedBy("io.github.qwenvl4j.train." + name);
        }
        for (Map.Entry<String, List<String>> layer : KNOWN.entrySet()) {
            LayeredArchitecture.LayerDependencySpecification rule = architecture.whereLayer(layer.getKey());
            architecture = layer.getValue().isEmpty()
                    ? rule.mayNotAccessAnyLayer()
                    : rule.mayOnlyAccessLayers(layer.getValue().toArray(String[]::new));
        }
        architecture.check(TRAIN);
    }

    @Test
    void samplesScenesAndBatchesKnowNoTensors() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..train.scenes..",
                        "..train.things..",
                        "..train.sample..",
                        "..train.data..",
                        "..train.vocabulary..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(TRAIN);
    }
}
