package io.github.derm4j.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SliceRule;
import java.io.ObjectInputStream;
import java.util.List;
import java.util.Map;

/** Who may know whom. A rule that is broken here is a design that is wrong, not a rule to relax. */
@AnalyzeClasses(packages = "io.github.derm4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String METRICS = "io.github.derm4j.metrics..";
  private static final String TAXONOMY = "io.github.derm4j.taxonomy..";
  private static final String DATA = "io.github.derm4j.data..";
  private static final String MODEL = "io.github.derm4j.model..";
  private static final String EXAMPLES = "io.github.derm4j.cli..";
  private static final String[] ENGINE = {
    "org.nd4j..", "org.deeplearning4j..", "org.datavec..", "org.bytedeco.."
  };

  @ArchTest
  static final ArchRule metricsKnowsNoOtherModule =
      noClasses()
          .that()
          .resideInAPackage(METRICS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TAXONOMY, DATA, MODEL);

  @ArchTest
  static final ArchRule taxonomyKnowsNoOtherModule =
      noClasses()
          .that()
          .resideInAPackage(TAXONOMY)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(METRICS, DATA, MODEL);

  /** A tree is a tree in whatever file it was. */
  @ArchTest
  static final ArchRule treesAndPartitionsKnowNoFormat =
      noClasses()
          .that()
          .resideInAPackage("io.github.derm4j.taxonomy")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.github.derm4j.taxonomy.format..");

  /** Nor do tables know what stands in them. */
  @ArchTest
  static final ArchRule tablesKnowNoTrees =
      noClasses()
          .that()
          .resideInAPackage("io.github.derm4j.taxonomy.table..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.github.derm4j.taxonomy", "io.github.derm4j.taxonomy.format..");

  @ArchTest
  static final ArchRule metricsAndTaxonomyWorkWithoutTheEngine =
      noClasses()
          .that()
          .resideInAnyPackage(METRICS, TAXONOMY)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ENGINE);

  @ArchTest
  static final ArchRule dataKnowsNeitherModelNorMetrics =
      noClasses()
          .that()
          .resideInAPackage(DATA)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(MODEL, METRICS);

  @ArchTest
  static final ArchRule noLibraryModuleKnowsTheExamples =
      noClasses()
          .that()
          .resideInAnyPackage(METRICS, TAXONOMY, DATA, MODEL)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(EXAMPLES);

  /** The user of the library picks CPU or CUDA with one dependency. */
  @ArchTest
  static final ArchRule noLibraryModuleNamesABackend =
      noClasses()
          .that()
          .resideInAnyPackage(METRICS, TAXONOMY, DATA, MODEL)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j.linalg.cpu..", "org.nd4j.linalg.jcublas..");

  /** What is read from a file must not be able to run code. */
  @ArchTest
  static final ArchRule nothingIsReadByJavaSerialization =
      noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class);

  /** The packages of derm-model from the ground up, those of one floor together. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("io.github.derm4j.model.internal"),
          List.of("io.github.derm4j.model.backend"),
          List.of("io.github.derm4j.model.layers"),
          List.of("io.github.derm4j.model.runtime"),
          List.of("io.github.derm4j.model.quantization"),
          List.of("io.github.derm4j.model.novelty"),
          List.of("io.github.derm4j.model.internal.onednn"),
          List.of("io.github.derm4j.model.inception", "io.github.derm4j.model.backbone"),
          List.of("io.github.derm4j.model"),
          List.of("io.github.derm4j.model.onnx"),
          List.of(
              "io.github.derm4j.model.explain",
              "io.github.derm4j.model.embedding",
              "io.github.derm4j.model.playground"),
          List.of("io.github.derm4j.model.evaluation"),
          List.of("io.github.derm4j.model.ensemble"),
          List.of("io.github.derm4j.model.training"),
          List.of("io.github.derm4j.model.report"));

  @ArchTest
  static void aFloorOfTheModelUsesNoneAboveIt(JavaClasses classes) {
    for (int floor = 0; floor < FLOORS.size() - 1; floor++) {
      String[] above =
          FLOORS.subList(floor + 1, FLOORS.size()).stream()
              .flatMap(List::stream)
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAnyPackage(FLOORS.get(floor).toArray(String[]::new))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(above)
          .check(classes);
    }
  }

  @ArchTest
  static final ArchRule everyPackageOfTheModelHasAFloor =
      classes()
          .that()
          .resideInAPackage(MODEL)
          .should()
          .resideInAnyPackage(FLOORS.stream().flatMap(List::stream).toArray(String[]::new));

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.github.derm4j.(**)").should().beFreeOfCycles();

  /**
   * The only classes that know one which knows them, besides an interface that makes its
   * implementations: a value makes its builder, its parts or its file, because a user begins there.
   */
  private static final Map<String, List<String>> KNOWN =
      Map.ofEntries(
          Map.entry("metrics.Calibration", List.of("CalibrationCurve")),
          Map.entry("metrics.RocCurve", List.of("ScoreOrder")),
          Map.entry(
              "taxonomy.DiseaseTaxonomy", List.of("DiseaseTaxonomyBuilder", "TaxonomyEditor")),
          Map.entry("taxonomy.DiseasePartition", List.of("PartitionStatistics", "PartitionTable")),
          Map.entry("taxonomy.BinaryTask", List.of("BinaryScorer")),
          Map.entry("data.pipeline.LesionPipeline", List.of("PipelineBuilder")),
          Map.entry(
              "model.layers.ConvolutionUnit",
              List.of("ConvolutionUnitLayer", "ConvolutionUnitParameters")),
          Map.entry("model.internal.onednn.Arena", List.of("Memory")),
          Map.entry("model.playground.PlaygroundPoints", List.of("PointTable")),
          Map.entry("model.playground.PlaygroundNetwork", List.of("KerasSource")),
          Map.entry("model.evaluation.ClassColumns", List.of("ClassGroups")),
          Map.entry(
              "model.evaluation.Evaluation",
              List.of("ComparisonCsv", "MetricsJson", "ModelComparison", "ScoresCsv", "Subgroups")),
          Map.entry(
              "model.evaluation.MetricsJson",
              List.of("AbstentionJson", "CalibrationJson", "ComparisonJson", "NoveltyFigures")),
          Map.entry("model.evaluation.TaskDefinition", List.of("TaskResolution")),
          Map.entry("model.evaluation.TaskResolution", List.of("Evaluation", "TaskResult")),
          Map.entry("model.training.LearningRateSchedule", List.of("LearningRateSchedules")),
          Map.entry("model.training.LoopListener", List.of("TrainingLoop")),
          Map.entry("cli.source.Written", List.of("Calls")));

  /** The classes of a package are floors too; a class with those that it contains is one. */
  @ArchTest
  static void classesFormNoCycle(JavaClasses classes) {
    SliceRule rule =
        slices()
            .assignedFrom(
                new SliceAssignment() {
                  @Override
                  public SliceIdentifier getIdentifierOf(JavaClass type) {
                    return SliceIdentifier.of(outermost(type));
                  }

                  @Override
                  public String getDescription() {
                    return "the classes";
                  }
                })
            .should()
            .beFreeOfCycles()
            .ignoreDependency(isOneOf(List.of("cli.Derm")), simpleNameEndingWith("Command"));
    for (Map.Entry<String, List<String>> each : KNOWN.entrySet()) {
      String folder = each.getKey().replaceFirst("[A-Za-z]*$", "");
      List<String> others = each.getValue().stream().map(folder::concat).toList();
      rule = rule.ignoreDependency(isOneOf(List.of(each.getKey())), isOneOf(others));
    }
    for (JavaClass type : classes) {
      List<String> made =
          type.getDirectDependenciesFromSelf().stream()
              .map(Dependency::getTargetClass)
              .filter(other -> type.isInterface() && other.isAssignableTo(type.getName()))
              .map(ArchitectureTest::outermost)
              .distinct()
              .toList();
      if (!made.isEmpty()) {
        rule = rule.ignoreDependency(isOneOf(List.of(outermost(type))), isOneOf(made));
      }
    }
    rule.check(classes);
  }

  private static DescribedPredicate<JavaClass> isOneOf(List<String> types) {
    return DescribedPredicate.describe(
        "is one of " + types, type -> types.contains(outermost(type)));
  }

  /** The class itself or that which contains it, without what all names begin with. */
  private static String outermost(JavaClass type) {
    return type.getFullName()
        .replaceFirst("\\$.*", "")
        .replaceFirst("^io\\.github\\.derm4j\\.", "");
  }
}
