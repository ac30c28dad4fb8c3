package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.evaluation.ModelComparison.FigureDifference;
import io.github.derm4j.model.evaluation.ModelComparison.TaskComparison;
import io.github.derm4j.model.report.HtmlReport;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Two models on the same images; values by src/test/python/comparison.py")
class ModelComparisonTest {

  private static final Offset<Double> EXACT = within(1e-6); // Probabilities are floats.
  private static final Offset<Double> SAMPLED = within(0.02);

  private static final List<List<String>> PATHS =
      List.of(List.of("melanoma"), List.of("nevus"), List.of("keratosis"));
  private static final TaskDefinition TASK =
      new TaskDefinition("melanoma vs others", List.of("melanoma"), List.of("nevus", "keratosis"));

  private final Evaluation first = evaluation(PATHS, 0.4, rows(5, 7, 11, 0.45), i -> true, false);
  private final Evaluation other =
      evaluation(PATHS, 0.4, rows(3, 11, 5, 0.3), i -> i % 10 != 9, true);
  private final ModelComparison comparison =
      first.withComparison("other.zip", other, 1).comparison().orElseThrow();

  @Test
  @DisplayName("are compared on the images of both, whatever their order, clustered by lesion")
  void areas() {
    TaskComparison task = comparison.tasks().get(0);

    assertThat(task.images()).isEqualTo(108);
    assertThat(task.lesions()).isEqualTo(60);
    assertThat(task.first().curve().auc()).isCloseTo(0.8885030864197531, EXACT);
    assertThat(task.other().curve().auc()).isCloseTo(0.7708333333333334, EXACT);
    ConfidenceInterval interval = task.aucInterval().orElseThrow();
    assertThat(interval.low()).isCloseTo(0.014007896393413419, EXACT);
    assertThat(interval.high()).isCloseTo(0.22133160977942595, EXACT);
    assertThat(task.auc().orElseThrow().p()).isCloseTo(0.026093644185304278, EXACT);
    assertThat(task.aucMethod())
        .isEqualTo("DeLong's paired test, clustered by lesion (Obuchowski)");
  }

  @Test
  @DisplayName("at their own thresholds are compared with lesions as units")
  void calls() {
    TaskComparison task = comparison.tasks().get(0);

    assertThat(task.first().table().sensitivity().value()).isCloseTo(24 / 36.0, EXACT);
    assertThat(task.other().table().sensitivity().value()).isCloseTo(19 / 36.0, EXACT);
    assertThat(task.sensitivity().exactP()).isCloseTo(0.3662109375, EXACT);
    assertThat(task.sensitivity().midP()).isCloseTo(0.2681884765625, EXACT);
    assertThat(task.specificity().difference()).isCloseTo(65 / 72.0 - 59 / 72.0, EXACT);
    assertThat(task.specificity().exactP()).isCloseTo(0.14599609375, EXACT);
    assertThat(task.accuracy().counts().total()).isEqualTo(108);
  }

  @Test
  @DisplayName("of several classes are compared by a paired bootstrap of lesions")
  void classes() {
    ModelComparison.ClassComparison classes = comparison.classes().orElseThrow();

    assertThat(classes.labels()).containsExactlyInAnyOrder("melanoma", "nevus", "keratosis");
    figure(classes.balancedAccuracy(), 0.7314814814814814, 0.5925925925925927, 0.037, 0.246, 0.011);
    figure(classes.kappa(), 0.5972222222222222, 0.38888888888888884, 0.056, 0.367, 0.011);
    figure(classes.macroF1(), 0.7312302125734961, 0.5935416420089163, 0.035, 0.247, 0.012);
  }

  private static void figure(
      FigureDifference found, double first, double other, double low, double high, double p) {
    assertThat(found.first()).isCloseTo(first, EXACT);
    assertThat(found.other()).isCloseTo(other, EXACT);
    assertThat(found.interval().orElseThrow().low()).isCloseTo(low, SAMPLED);
    assertThat(found.interval().orElseThrow().high()).isCloseTo(high, SAMPLED);
    assertThat(found.p()).isCloseTo(p, within(0.006));
  }

  @Test
  @DisplayName("stand with the same numbers on the page, in metrics.json and in comparison.csv")
  void pageJsonAndTable() throws IOException {
    Evaluation both = first.withComparison("<other>.zip", other, 1);
    String page = HtmlReport.of(both).html();
    JsonNode json =
        new ObjectMapper()
            .readTree(MetricsJson.write(both, RunFacts.titled("x")))
            .path("comparison");

    assertThat(json.path("other").textValue()).isEqualTo("<other>.zip");
    assertThat(page).contains("<h2>Comparison with &lt;other&gt;.zip</h2>");
    JsonNode task = json.path("tasks").get(0);
    assertThat(page).contains(row(task.path("auc"), "%.3f", 1));
    for (String share : List.of("sensitivity", "specificity", "accuracy")) {
      assertThat(page).contains(row(task.path(share), "%.1f %%", 100));
    }
    assertThat(page)
        .contains(row(json.path("classes").path("balancedAccuracy"), "%.3f", 1))
        .contains(row(json.path("classes").path("macroF1"), "%.3f", 1))
        .contains(row(json.path("classes").path("kappa"), "%.3f", 1));
    assertThat(ComparisonCsv.write(comparison).lines())
        .hasSize(109)
        .startsWith("task,image,lesion,positive,score,other_score");
    assertThat(new ObjectMapper().readTree(MetricsJson.write(first, RunFacts.titled("x"))))
        .anySatisfy(each -> assertThat(each.isNull()).isTrue());
  }

  private static String row(JsonNode difference, String format, double scale) {
    return String.format(
        Locale.ROOT,
        "<td>" + format + " <span class=\"range\">" + format + " to " + format + "</span></td>",
        scale * difference.path("difference").doubleValue(),
        scale * difference.path("differenceLow").doubleValue(),
        scale * difference.path("differenceHigh").doubleValue());
  }

  @Test
  @DisplayName("on several tasks have p-values corrected for the tasks, for each figure")
  void severalTasks() throws IOException {
    List<TaskDefinition> tasks =
        List.of(
            TASK,
            new TaskDefinition(
                "nevus vs others", List.of("nevus"), List.of("melanoma", "keratosis")),
            new TaskDefinition(
                "keratosis vs others", List.of("keratosis"), List.of("melanoma", "nevus")));
    Evaluation both =
        evaluation(PATHS, tasks, 0.4, rows(5, 7, 11, 0.45), i -> true, false)
            .withComparison(
                "b", evaluation(PATHS, tasks, 0.4, rows(3, 11, 5, 0.3), i -> i % 10 != 9, true), 1);

    ModelComparison three = both.comparison().orElseThrow();
    assertThat(three.tasks().stream().map(each -> each.auc().orElseThrow().p()).toList())
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-6 ? 0 : 1)
        .containsExactly(0.026093644185304278, 0.04536842850139799, 0.03758948718537639);
    double[][] holm = {
      {0.07828093, 0.53637695, 0.27685547, 0.1488339},
      {0.07828093, 0.53637695, 0.27685547, 0.1488339},
      {0.07828093, 0.16699219, 0.81452942, 0.15001377}
    };
    JsonNode json =
        new ObjectMapper()
            .readTree(MetricsJson.write(both, RunFacts.titled("x")))
            .path("comparison")
            .path("tasks");
    String page = HtmlReport.of(both).html();
    for (int i = 0; i < holm.length; i++) {
      ModelComparison.AdjustedP found = three.adjustedP().get(i);
      assertThat(
              new double[] {
                found.auc(), found.sensitivity(), found.specificity(), found.accuracy()
              })
          .containsExactly(holm[i], EXACT);
      int figure = 0;
      for (String name : List.of("auc", "sensitivity", "specificity", "accuracy")) {
        assertThat(json.get(i).path(name).path("adjustedP").doubleValue())
            .isCloseTo(holm[i][figure], EXACT);
        assertThat(page)
            .contains(
                String.format(
                    Locale.ROOT,
                    "<td>%.3f <span class=\"range\">%.3f</span></td></tr>",
                    json.get(i).path(name).path("p").doubleValue(),
                    holm[i][figure++]));
      }
    }
    assertThat(comparison.adjustedP())
        .singleElement()
        .satisfies(
            one -> assertThat(one.auc()).isEqualTo(comparison.tasks().get(0).auc().get().p()));
    assertThat(HtmlReport.of(first.withComparison("b", other, 1)).html())
        .doesNotContain(">corrected</span>", "by Holm&#39;s method; the intervals");
  }

  @Test
  @DisplayName("without a test of the areas leave it out of the correction")
  void noTest() {
    TaskComparison task = comparison.tasks().get(0);
    TaskComparison untested =
        new TaskComparison(
            "one lesion",
            task.images(),
            task.lesions(),
            task.first(),
            task.other(),
            task.scores(),
            task.otherScores(),
            Optional.empty(),
            Optional.empty(),
            "no test",
            task.sensitivity(),
            task.specificity(),
            task.accuracy());

    List<ModelComparison.AdjustedP> adjusted =
        new ModelComparison(
                "b", List.of(untested, task), List.of(), Optional.empty(), Optional.empty())
            .adjustedP();

    assertThat(adjusted.get(0).auc()).isNaN();
    assertThat(adjusted.get(1).auc()).isEqualTo(task.auc().orElseThrow().p());
    assertThat(adjusted.get(0).sensitivity()).isEqualTo(2 * task.sensitivity().midP());
  }

  @Test
  @DisplayName("have no interval of zero width if one is perfect")
  void perfect() {
    Evaluation perfect = evaluation(PATHS, 0.4, rows(5, 7, 11, 9), i -> true, false);
    TaskComparison task =
        perfect.withComparison("b", perfect, 1).comparison().orElseThrow().tasks().get(0);

    assertThat(task.auc().orElseThrow().difference()).isZero();
    // Of 20 independent pairs the area is at least (0.025)^(1/20); both areas have this bound.
    double bound = 1 - Math.pow(0.025, 1 / 20.0);
    assertThat(task.aucInterval().orElseThrow().low()).isCloseTo(-bound, within(1e-9));
    assertThat(task.aucInterval().orElseThrow().high()).isCloseTo(bound, within(1e-9));
    assertThat(task.sensitivity().midP()).isEqualTo(1);
    assertThat(task.sensitivity().interval(0.95).width()).isPositive();
  }

  @Test
  @DisplayName("that rank alike have no interval, as nothing varies")
  void same() {
    ModelComparison same = first.withComparison("copy", first, 1).comparison().orElseThrow();

    assertThat(same.tasks().get(0).aucInterval()).isEmpty();
    assertThat(same.tasks().get(0).aucMethod()).startsWith("no interval: both models rank");
    assertThat(same.tasks().get(0).auc().orElseThrow().p()).isEqualTo(1);
    assertThat(same.classes().orElseThrow().kappa().interval()).isEmpty();
    assertThat(HtmlReport.of(first.withComparison("copy", first, 1)).html())
        .contains("<td>0.000 <span class=\"range\">no interval</span></td><td>1.000</td>")
        .contains("<td>0.000 <span class=\"range\">no interval</span></td><td>–</td>");
  }

  @Test
  @DisplayName("are refused without a common task, and with an image on different sides")
  void refused() {
    Evaluation third =
        evaluation(
            List.of(List.of("melanoma"), List.of("eczema"), List.of("psoriasis")),
            0.4,
            rows(5, 7, 11, 0.45),
            i -> true,
            false);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> first.withComparison("third.zip", third, 1))
        .withMessageStartingWith(
            "the models have no task in common, so they can't be compared; melanoma vs others, for"
                + " example: the other model can't be evaluated on it: nothing is left of its"
                + " negative side")
        .withMessageEndingWith("give a task that both trees have (--task)");

    Evaluation swapped =
        evaluation(
            List.of(List.of("nevus"), List.of("melanoma"), List.of("keratosis")),
            0.4,
            rows(5, 7, 11, 0.45),
            i -> true,
            false);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> first.withComparison("swapped.zip", swapped, 1))
        .withMessageStartingWith("melanoma vs others: image i0 is on one side");
  }

  @Test
  @DisplayName("with other classes are compared on the tasks alone")
  void otherClasses() {
    Evaluation deeper =
        evaluation(
            List.of(
                List.of("melanocytic", "melanoma"),
                List.of("melanocytic", "nevus"),
                List.of("keratosis")),
            0.4,
            rows(3, 11, 5, 0.3),
            i -> true,
            false);
    Evaluation both = first.withComparison("deeper", deeper, 1);

    assertThat(both.comparison().orElseThrow().classes()).isEmpty();
    assertThat(both.comparison().orElseThrow().tasks()).hasSize(1);
    assertThat(HtmlReport.of(both).html()).contains("no level of inference classes in common");
  }

  private static double[][] rows(int a, int b, int c, double gain) {
    double[][] rows = new double[120][];
    for (int i = 0; i < 120; i++) {
      rows[i] =
          new double[] {i * a % 17 / 17.0 + 0.2, i * b % 19 / 19.0 + 0.2, i * c % 23 / 23.0 + 0.2};
      rows[i][i / 2 % 3] += gain;
    }
    return rows;
  }

  /** Two images of each of 60 lesions; the classes are the leaves, in the order of the paths. */
  private static Evaluation evaluation(
      List<List<String>> paths,
      double threshold,
      double[][] rows,
      IntPredicate readable,
      boolean reversed) {
    return evaluation(paths, List.of(TASK), threshold, rows, readable, reversed);
  }

  private static Evaluation evaluation(
      List<List<String>> paths,
      List<TaskDefinition> tasks,
      double threshold,
      double[][] rows,
      IntPredicate readable,
      boolean reversed) {
    DiseaseTaxonomy tree = DiseaseTaxonomy.fromPaths(paths, "skin disease");
    DiseaseCounts.Builder counts = DiseaseCounts.builder(tree);
    tree.leaves().forEach(leaf -> counts.add(leaf, 40));
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(50).partition(counts.build());
    List<LesionRecord> records = new ArrayList<>();
    List<float[]> probabilities = new ArrayList<>();
    List<Integer> order = new ArrayList<>(IntStream.range(0, 120).boxed().toList());
    if (reversed) {
      Collections.reverse(order);
    }
    for (int i : order) {
      if (readable.test(i)) {
        List<String> path = paths.get(i / 2 % 3);
        records.add(
            LesionRecord.builder(
                    "i" + i, i + ".jpg", tree.findByName(path.get(path.size() - 1)).orElseThrow())
                .lesionId("l" + i / 2)
                .build());
        float[] row = new float[3];
        double sum = rows[i][0] + rows[i][1] + rows[i][2];
        for (int k = 0; k < 3; k++) {
          List<String> own = paths.get(k);
          row[
                  partition
                      .classOf(tree.findByName(own.get(own.size() - 1)).orElseThrow())
                      .orElseThrow()] =
              (float) (rows[i][k] / sum);
        }
        probabilities.add(row);
      }
    }
    try {
      return Evaluator.of(partition)
          .withTasks(tasks)
          .withThreshold(threshold, "given")
          .evaluate(new Predictions(records, probabilities.toArray(new float[0][]), List.of()));
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
