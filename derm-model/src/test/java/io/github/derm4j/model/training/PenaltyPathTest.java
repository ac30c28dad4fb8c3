package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Checked against scikit-learn: src/test/python/penalty_path.py. */
@DisplayName("The penalty of a head, chosen by cross-validation")
class PenaltyPathTest {

  private static final int CLASSES = 4;
  private static final PenaltySearch SEARCH =
      PenaltySearch.withSeed(1).withPenalties(10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001);
  private static final DiseaseTaxonomy TREE =
      DiseaseTaxonomy.fromPaths(
          IntStream.range(0, CLASSES).mapToObj(c -> List.of("root", "class " + c)).toList());

  /** Rows of the table. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Problem(INDArray features, int[] labels, int[] foldOf, List<double[]> losses) {

    static Problem read(String name) throws IOException {
      List<float[]> features = new ArrayList<>();
      List<Integer> labels = new ArrayList<>();
      List<Integer> foldOf = new ArrayList<>();
      List<double[]> losses = new ArrayList<>();
      for (String line :
          Resources.readLines(
              Resources.getResource(PenaltyPathTest.class, "penalty_path.csv"),
              StandardCharsets.UTF_8)) {
        List<String> cells = Splitter.on(',').splitToList(line);
        if (line.startsWith(name + ",row,")) {
          foldOf.add(Integer.valueOf(cells.get(2)));
          labels.add(Integer.valueOf(cells.get(3)));
          float[] row = new float[cells.size() - 4];
          for (int i = 0; i < row.length; i++) {
            row[i] = Float.parseFloat(cells.get(4 + i));
          }
          features.add(row);
        } else if (line.startsWith(name + ",loss,")) {
          losses.add(cells.stream().skip(3).mapToDouble(Double::parseDouble).toArray());
        }
      }
      return new Problem(
          Nd4j.create(features.toArray(float[][]::new)),
          labels.stream().mapToInt(Integer::intValue).toArray(),
          foldOf.stream().mapToInt(Integer::intValue).toArray(),
          losses);
    }

    double[] equalWeights() {
      return DoubleStream.generate(() -> 1).limit(labels.length).toArray();
    }

    INDArray axes() {
      return new SoftmaxRegression(
              Standardization.of(features).apply(features), labels, equalWeights(), CLASSES, 0)
          .axes();
    }
  }

  private static PenaltyPath path(PenaltySearch search) {
    return new PenaltyPath(search, CLASSES, new StopSignal(), ProgressListener.NONE);
  }

  @ParameterizedTest
  @CsvSource({"all", "lonely"})
  @DisplayName("has the losses of scikit-learn on every fold, also where a class is not trained")
  void losses(String name) throws IOException {
    Problem problem = Problem.read(name);

    for (int fold = 0; fold < problem.losses().size(); fold++) {
      PenaltyPath.Fold result =
          path(SEARCH)
              .test(
                  problem.features(),
                  problem.labels(),
                  problem.equalWeights(),
                  problem.foldOf(),
                  fold,
                  problem.axes());

      double[] means = Arrays.stream(result.losses()).map(loss -> loss / result.weight()).toArray();
      assertThat(means)
          .as("fold %d", fold)
          .containsExactly(problem.losses().get(fold), within(2e-3));
    }
  }

  @Test
  @DisplayName("counts the images of a fold by their weights, whose mean is of no importance")
  void weights() throws IOException {
    Problem problem = Problem.read("all");
    double[] twice = DoubleStream.generate(() -> 2).limit(problem.labels().length).toArray();

    PenaltyPath.Fold one = fold(problem, problem.equalWeights());
    PenaltyPath.Fold two = fold(problem, twice);

    assertThat(two.weight()).isEqualTo(2 * one.weight());
    for (int i = 0; i < one.losses().length; i++) {
      assertThat(two.losses()[i]).isCloseTo(2 * one.losses()[i], within(1e-9));
    }
  }

  private static PenaltyPath.Fold fold(Problem problem, double[] weights) {
    return path(SEARCH)
        .test(problem.features(), problem.labels(), weights, problem.foldOf(), 0, problem.axes());
  }

  @Test
  @DisplayName("is that of the least loss over all folds, whichever classes a fold lacks")
  void choice() throws IOException {
    Problem problem = Problem.read("all");
    long images = problem.labels().length;
    List<Long> tested = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void started(String work, long count) {
            assertThat(work).isEqualTo("choosing the penalty, tested");
            assertThat(count).isEqualTo(9 * images);
          }

          @Override
          public void advanced(long count) {
            tested.add(count);
          }
        };

    PenaltyPath.Choice choice =
        new PenaltyPath(SEARCH, CLASSES, new StopSignal(), listener)
            .choose(examples(problem, 3), problem.axes());
    PenaltyPath.Choice again = path(SEARCH).choose(examples(problem, 3), problem.axes());

    assertThat(choice).isEqualTo(again);
    assertThat(choice.folds()).isEqualTo(5);
    assertThat(choice.losses()).hasSize(9);
    int best = SEARCH.penalties().indexOf(choice.penalty());
    assertThat(choice.losses().get(best)).isEqualTo(choice.loss());
    assertThat(tested.stream().mapToLong(Long::longValue).sum()).isEqualTo(9 * images);
    // Neither end of the path, where it would say that the path is too short.
    assertThat(best).isBetween(1, 7);
  }

  /** The rows as images. Each lesion has the given number of images. */
  private static FeatureExamples examples(Problem problem, int perLesion) {
    List<LesionRecord> records = new ArrayList<>();
    for (int i = 0; i < problem.labels().length; i++) {
      records.add(
          LesionRecord.builder(
                  "image" + i,
                  "image" + i + ".png",
                  TREE.findByName("class " + problem.labels()[i]).orElseThrow())
              .lesionId("lesion" + i / perLesion)
              .build());
    }
    DiseasePartition partition =
        DiseasePartitioner.withMaxClassSize(records.size() - 1)
            .partition(
                DiseaseCounts.ofLabels(
                    TREE, records.stream().map(LesionRecord::diagnosis).toList()));
    return new FeatureExamples(
        problem.features(),
        LabelledRecords.ofTraining(records, partition),
        records,
        problem.equalWeights());
  }

  @Test
  @DisplayName("uses fewer folds for few lesions, and needs two")
  void fewLesions() throws IOException {
    Problem problem = Problem.read("all");
    int rows = problem.labels().length;

    assertThat(path(SEARCH).choose(examples(problem, rows / 2), problem.axes()).folds())
        .isBetween(2, 3);
    FeatureExamples one = examples(problem, rows);
    assertThatThrownBy(() -> path(SEARCH).choose(one, problem.axes()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the penalty can't be chosen by cross-validation")
        .hasMessageContaining("set a penalty");
  }

  @Test
  @DisplayName("is not chosen if the training is stopped")
  void stopped() throws IOException {
    Problem problem = Problem.read("all");
    StopSignal stop = new StopSignal();
    stop.request();

    assertThatThrownBy(
            () ->
                new PenaltyPath(SEARCH, CLASSES, stop, ProgressListener.NONE)
                    .choose(examples(problem, 3), problem.axes()))
        .isInstanceOf(TrainingStoppedException.class)
        .hasMessageContaining("while the penalty was being chosen");
  }

  @Test
  @DisplayName("is tried on 20 values from 10 to 0.001, equally spaced on a logarithmic scale")
  void plan() {
    PenaltySearch search = PenaltySearch.withSeed(7);

    assertThat(search.penalties()).hasSize(20).startsWith(10.0).endsWith(0.001);
    for (int i = 1; i < 20; i++) {
      // numpy.logspace(1, -3, 20), rounded to three digits.
      assertThat(search.penalties().get(i) / search.penalties().get(i - 1))
          .isCloseTo(0.61585, within(0.005));
    }
    assertThat(search)
        .hasToString("cross-validation in 5 folds, 20 values from 10.0 to 0.001, seed 7");
    assertThatThrownBy(() -> search.withFolds(1)).hasMessage("folds = 1: must be at least 2");
    assertThatThrownBy(() -> search.withPenalties(1, 2))
        .hasMessageContaining("each less than the one before");
    assertThatThrownBy(() -> search.withPenalties(1, 0)).hasMessageContaining("above 0");
    assertThatThrownBy(search::withPenalties).hasMessageContaining("at least one value");
  }
}
