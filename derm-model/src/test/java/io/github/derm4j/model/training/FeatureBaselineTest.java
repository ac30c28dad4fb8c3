package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Checked against scikit-learn: src/test/python/feature_baselines.py. */
@DisplayName("A classifier by the cosine similarity of features")
class FeatureBaselineTest {

  private static final int FEATURES = 5;
  private static final int CLASSES = 4;
  private static final int KNOWN = 3;
  private static final int K = 6;

  private static float[][] train;
  private static int[] labels;
  private static float[][] test;
  private static float[][] votes;
  private static float[][] shares;

  @BeforeAll
  static void read() throws IOException {
    List<float[]> rows = new ArrayList<>();
    List<Integer> ofRows = new ArrayList<>();
    List<float[]> tested = new ArrayList<>();
    List<float[]> byVotes = new ArrayList<>();
    List<float[]> byMeans = new ArrayList<>();
    for (String line :
        Resources.readLines(
            Resources.getResource(FeatureBaselineTest.class, "feature_baselines.csv"),
            StandardCharsets.UTF_8)) {
      List<String> cells = Splitter.on(',').splitToList(line);
      if (line.startsWith("train,")) {
        ofRows.add(Integer.valueOf(cells.get(1)));
        rows.add(floats(cells, 2, FEATURES, FEATURES));
      } else if (line.startsWith("test,")) {
        tested.add(floats(cells, 2, FEATURES, FEATURES));
        byVotes.add(floats(cells, 2 + FEATURES, KNOWN, CLASSES));
        byMeans.add(floats(cells, 2 + FEATURES + KNOWN, KNOWN, CLASSES));
      }
    }
    train = rows.toArray(float[][]::new);
    labels = ofRows.stream().mapToInt(Integer::intValue).toArray();
    test = tested.toArray(float[][]::new);
    votes = byVotes.toArray(float[][]::new);
    shares = byMeans.toArray(float[][]::new);
  }

  private static float[] floats(List<String> cells, int from, int count, int length) {
    float[] values = new float[length];
    for (int i = 0; i < count; i++) {
      values[i] = Float.parseFloat(cells.get(from + i));
    }
    return values;
  }

  @Test
  @DisplayName("has the votes of scikit-learn's KNeighborsClassifier, also of equal rows")
  void neighbours() {
    assertRows(FeatureBaseline.neighbours(train, labels, CLASSES, K).probabilities(test), votes);
  }

  @Test
  @DisplayName("has the distances of scikit-learn's NearestCentroid, and 0 for an empty class")
  void means() {
    assertRows(FeatureBaseline.means(train, labels, CLASSES).probabilities(test), shares);
  }

  private static void assertRows(float[][] actual, float[][] expected) {
    assertThat(actual).hasDimensions(expected.length, CLASSES);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("row %d", i).containsExactly(expected[i], within(2e-5f));
    }
  }

  @Test
  @DisplayName("takes the first of equally similar rows, and gives many rows the same as one")
  void ties() {
    float[][] same = {{1, 0}, {2, 0}, {3, 0}, {0, 1}};
    int[] classes = {1, 0, 0, 2};
    float[][] many = new float[1100][];
    for (int i = 0; i < many.length; i++) {
      many[i] = new float[] {5, 0};
    }

    float[][] answers = FeatureBaseline.neighbours(same, classes, 3, 1).probabilities(many);

    assertThat(answers).hasDimensions(1100, 3);
    for (float[] answer : answers) {
      assertThat(answer).containsExactly(0, 1, 0);
    }
  }

  @Test
  @DisplayName("finds nothing similar to features that are all zero")
  void zeros() {
    float[][] rows = {{1, 0}, {0, 0}, {0, 1}};
    int[] classes = {0, 1, 0};

    float[][] answer =
        FeatureBaseline.neighbours(rows, classes, 2, 3).probabilities(new float[][] {{0, 0}});

    assertThat(answer[0]).containsExactly(new float[] {2 / 3f, 1 / 3f}, within(1e-6f));
  }

  @Test
  @DisplayName("refuses labels that fit neither the rows nor the classes, and too many neighbours")
  void refused() {
    float[][] rows = {{1, 0}, {0, 1}};

    assertThatThrownBy(() -> FeatureBaseline.means(rows, new int[] {0}, 2))
        .hasMessageContaining("2 rows of features and 1 labels");
    assertThatThrownBy(() -> FeatureBaseline.means(new float[0][], new int[0], 2))
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> FeatureBaseline.means(rows, new int[] {0, 2}, 2))
        .hasMessageContaining("label = 2: must be from 0 to 1");
    assertThatThrownBy(() -> FeatureBaseline.neighbours(rows, new int[] {0, 1}, 2, 3))
        .hasMessageContaining("k = 3: must be from 1 to the 2 images");
  }
}
