package io.github.derm4j.benchmarks.model;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.model.evaluation.MetricsJson;
import io.github.derm4j.model.evaluation.RunFacts;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.report.HtmlReport;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Makes the report and {@code metrics.json} from the probabilities of test images: three tasks,
 * eleven classes, four axes of subgroups, and 2,000 bootstrap samples of lesions with two images
 * each for every band and every figure of all classes. The score is seconds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgs = "-Xmx1g")
@Warmup(iterations = 1)
@Measurement(iterations = 2)
public class ReportBenchmark {

  private static final int CLASSES = 11;

  /** The number of test images. */
  @Param("10000")
  public int testImages;

  private DiseasePartition partition;
  private Predictions predictions;
  private double[] unsorted;

  /** Draws probabilities and groups. */
  @Setup(Level.Trial)
  public void generate() {
    DiseaseTaxonomy tree =
        DiseaseTaxonomy.fromPaths(
            IntStream.range(0, CLASSES).mapToObj(i -> List.of("disease " + i)).toList(),
            "skin disease");
    DiseaseCounts.Builder counts = DiseaseCounts.builder(tree);
    tree.leaves().forEach(leaf -> counts.add(leaf, 100));
    partition = DiseasePartitioner.withMaxClassSize(150).partition(counts.build());
    SplittableRandom random = new SplittableRandom(1);
    List<LesionRecord> records = new ArrayList<>();
    float[][] rows = new float[testImages][CLASSES];
    for (int i = 0; i < testImages; i++) {
      DiseaseNode disease = tree.findByName("disease " + i / 2 % CLASSES).orElseThrow();
      records.add(
          LesionRecord.builder("i" + i, "i" + i + ".jpg", disease)
              .lesionId("l" + i / 2)
              .attribute("sex", random.nextBoolean() ? "female" : "male")
              .attribute("age", Integer.toString(random.nextInt(90)))
              .attribute("site", "site " + random.nextInt(8))
              .attribute("skin_type", Integer.toString(1 + random.nextInt(6)))
              .build());
      int truth = partition.classOf(disease).orElseThrow();
      float sum = 0;
      for (int k = 0; k < CLASSES; k++) {
        rows[i][k] = (float) random.nextDouble() + (k == truth ? 0.4f : 0);
        sum += rows[i][k];
      }
      for (int k = 0; k < CLASSES; k++) {
        rows[i][k] /= sum;
      }
    }
    predictions = new Predictions(records, rows, List.of());
    unsorted = random.doubles(1_000_000).toArray();
  }

  /** The report and the figures. */
  @Benchmark
  public int report() throws IOException {
    var evaluation =
        Evaluator.of(partition)
            .withTasks(
                List.of(
                    task("a", 0, 1),
                    task("b", 2, 3),
                    new TaskDefinition(
                        "c",
                        List.of("disease 0", "disease 1", "disease 2"),
                        IntStream.range(3, CLASSES).mapToObj(i -> "disease " + i).toList())))
            .evaluate(predictions);
    return HtmlReport.of(evaluation).html().length()
        + MetricsJson.write(evaluation, RunFacts.titled("benchmark")).length();
  }

  private static TaskDefinition task(String name, int positive, int negative) {
    return new TaskDefinition(name, List.of("disease " + positive), List.of("disease " + negative));
  }

  /** Sorts a million numbers. */
  @Benchmark
  public double[] baseline() {
    double[] sorted = unsorted.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
