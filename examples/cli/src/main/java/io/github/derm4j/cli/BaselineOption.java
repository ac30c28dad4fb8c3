package io.github.derm4j.cli;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.split.DatasetSplit;
import io.github.derm4j.model.FrozenFeatures;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.training.FeatureBaseline;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A classifier by the similarity of features, to compare a trained head with. */
final class BaselineOption {

  static final String NAME = "--baseline";

  private static final int NEIGHBOURS = 20;

  /** The kinds of baseline by their names on the command line. */
  enum Kind {
    KNN,
    COSINE
  }

  @Option(
      names = NAME,
      paramLabel = "NAME",
      description =
          "With --train head: also classify the test images by the cosine similarity of the same"
              + " features, and compare by paired tests in the report and comparison.csv. knn: the"
              + " 20 most similar training images vote; cosine: the most similar mean of a class.")
  private @Nullable Kind kind;

  /** The baseline for the report, if it was set. */
  Map<String, String> facts() {
    return kind == null ? Map.of() : Map.of("baseline", name(kind));
  }

  private static String name(Kind kind) {
    return switch (kind) {
      case KNN -> NEIGHBOURS + " nearest neighbours";
      case COSINE -> "nearest class mean";
    };
  }

  /**
   * Compares an evaluation with that of the baseline on the same images.
   *
   * @param classifier the classifier, whose body is frozen
   * @param cache the folder of its features
   * @return the evaluation with the comparison, or the same if no baseline was set
   */
  Evaluation compare(
      Evaluation evaluation,
      LesionClassifier classifier,
      DatasetSplit split,
      List<TaskDefinition> tasks,
      Path cache,
      long seed,
      ProgressListener listener)
      throws IOException {
    if (kind == null || !(classifier.provenance().body() instanceof Provenance.Frozen frozen)) {
      return evaluation;
    }
    List<LesionRecord> test = evaluation.predictions().records();
    List<LesionRecord> all = new ArrayList<>(split.train());
    all.addAll(split.validation());
    all.addAll(test);
    Map<String, float[]> features =
        new FrozenFeatures(classifier.extractor(), frozen.weights(), cache, false)
            .find(all, split.images(), listener, () -> true)
            .features();
    DiseasePartition partition = classifier.partition();
    List<LesionRecord> train =
        split.train().stream()
            .filter(each -> features.containsKey(each.imageId()))
            .filter(each -> partition.classOf(each.diagnosis()).isPresent())
            .toList();
    FeatureBaseline baseline = baseline(kind, train, features, partition);
    Evaluation other =
        Evaluator.of(partition)
            .withTasks(tasks)
            .withSeed(seed)
            .withTraining(split.train())
            .withOverlapAllowed() // The evaluation of the head has reported it.
            .withValidation(predictions(baseline, split.validation(), features))
            .evaluate(predictions(baseline, test, features));
    return evaluation.withComparison(name(kind), other, seed);
  }

  private static FeatureBaseline baseline(
      Kind kind,
      List<LesionRecord> train,
      Map<String, float[]> features,
      DiseasePartition partition) {
    float[][] rows = rows(train, features);
    int[] labels =
        train.stream()
            .mapToInt(each -> partition.classOf(each.diagnosis()).orElseThrow())
            .toArray();
    int classes = partition.classes().size();
    return switch (kind) {
      case KNN ->
          FeatureBaseline.neighbours(rows, labels, classes, Math.min(NEIGHBOURS, labels.length));
      case COSINE -> FeatureBaseline.means(rows, labels, classes);
    };
  }

  private static Predictions predictions(
      FeatureBaseline baseline, List<LesionRecord> records, Map<String, float[]> features) {
    List<LesionRecord> read =
        records.stream().filter(each -> features.containsKey(each.imageId())).toList();
    return new Predictions(read, baseline.probabilities(rows(read, features)), List.of());
  }

  private static float[][] rows(List<LesionRecord> records, Map<String, float[]> features) {
    return records.stream().map(each -> features.get(each.imageId())).toArray(float[][]::new);
  }
}
