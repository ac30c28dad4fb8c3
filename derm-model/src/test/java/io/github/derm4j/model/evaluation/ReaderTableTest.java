package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.ReaderPoint;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.report.HtmlReport;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Readers beside the curve of a task")
class ReaderTableTest {

  private static final String NAME = "melanoma vs nevus";

  @TempDir private Path folder;

  @Test
  @DisplayName("lie below the curve or above it, at their own sensitivity")
  void againstTheCurve() throws IOException {
    // Of four melanomas and five nevi the curve has the specificities 1, 0.8, 0.8 and 0.4 at the
    // sensitivities 0.25, 0.5, 0.75 and 1.
    Evaluation evaluation =
        evaluation(new double[] {0.9, 0.6, 0.55, 0.2}, new double[] {0.7, 0.5, 0.3, 0.1, 0.05})
            .withReaders(
                read(
                    """
                    task;reader;sensitivity;specificity;years
                    melanoma vs nevus;A;0.5;0.6;3
                    melanoma vs nevus;B;0.75;0.8;10
                    melanoma vs nevus;<C>;1;0.5;1
                    """));
    JsonNode readers =
        new ObjectMapper()
            .readTree(MetricsJson.write(evaluation, RunFacts.titled("x")))
            .path("tasks")
            .get(0)
            .path("readers");

    assertThat(readers.path("count").intValue()).isEqualTo(3);
    assertThat(readers.path("sensitivity").doubleValue()).isCloseTo(0.75, within(1e-12));
    assertThat(readers.path("sensitivityDeviation").doubleValue()).isCloseTo(0.25, within(1e-12));
    assertThat(readers.path("specificity").doubleValue()).isCloseTo(1.9 / 3, within(1e-12));
    // Deviations of -0.0333, 0.1667 and -0.1333 from the mean.
    assertThat(readers.path("specificityDeviation").doubleValue())
        .isCloseTo(Math.sqrt((0.1 * 0.1 + 0.5 * 0.5 + 0.4 * 0.4) / 9 / 2), within(1e-12));
    assertThat(readers.path("below").intValue()).as("B is on the curve").isEqualTo(1);
    assertThat(margins(readers)).containsExactly(0.2, 0.0, -0.1);
    assertThat(readers.path("meanMargin").doubleValue()).isCloseTo(0.1 / 3, within(1e-12));

    String page = HtmlReport.of(evaluation).html();
    assertThat(page)
        .contains("<caption>3 readers</caption>", "<td>1 of 3</td>", "&lt;C&gt;")
        .contains("<td>75.0 % ± 25.0 % (s.d.)</td>", "<td>3.3 %</td>");
    assertThat(page.split("circle class=\"reader\"", -1)).hasSize(4);
    for (JsonNode point : readers.path("points")) {
      assertThat(page)
          .contains(
              String.format(
                  Locale.ROOT,
                  "<td>%.1f %%</td><td>%.1f %%</td></tr>",
                  100 * point.path("curveSpecificity").doubleValue(),
                  100 * point.path("margin").doubleValue()));
    }
  }

  private static List<Double> margins(JsonNode readers) {
    List<Double> margins = new ArrayList<>();
    readers
        .path("points")
        .forEach(each -> margins.add(Math.rint(1e9 * each.path("margin").doubleValue()) / 1e9));
    return margins;
  }

  @Test
  @DisplayName("may come as counts; one reader has no deviation")
  void counts() throws IOException {
    ReaderTable table = read("task,reader,tp,fn,tn,fp\nmelanoma vs nevus,1,3,1,2,3\n");

    assertThat(table.studies().get(NAME).readers())
        .containsExactly(new ReaderPoint("1", 0.75, 0.4));
    Evaluation evaluation =
        evaluation(new double[] {0.9, 0.6}, new double[] {0.5, 0.1}).withReaders(table);
    assertThat(HtmlReport.of(evaluation).html()).contains("<td>75.0 %</td>");
    assertThat(MetricsJson.write(evaluation, RunFacts.titled("x")))
        .contains("\"sensitivityDeviation\" : null");
  }

  @Test
  @DisplayName("are refused with the line and the remedy")
  void refused() {
    refused("reader,sensitivity,specificity\nA,0.5,0.5\n", "task");
    refused(
        "task,reader,sensitivity,specificity\n,A,0.5,0.5\n",
        "readers.csv, line 2: column 'task' is blank; give the task that the reader answered");
    refused(
        "task,reader,sensitivity,specificity\nt,A,82,0.5\n",
        "line 2: sensitivity is 82; write a share from 0 to 1, not percent");
    refused("task,reader,sensitivity,specificity\nt,A,0.5,NaN\n", "line 2", "specificity");
    refused("task,reader,sensitivity,specificity\nt,A,0.5,-0.1\n", "specificity is -0.1");
    refused("task,reader,sensitivity\nt,A,0.5\n", "specificity");
    refused("task,reader,tp,fn,tn\nt,A,1,2,3\n", "fp");
    refused("task,reader,tp,fn,tn,fp\nt,A,0,0,1,2\n", "a reader needs a positive case");
    refused("task,reader,tp,fn,tn,fp\nt,A,1.5,0,1,2\n", "tp is 1.5; write a number of cases");
    refused("task,reader,tp,fn,tn,fp\nt,A,1,1,1,2\nt,A,1,1,1,2\n", "'A' of task 't' occurs twice");
    refused("task,reader,tp,fn,tn,fp\n", "readers.csv");
  }

  private void refused(String text, String... message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(message);
  }

  @Test
  @DisplayName("of a task that is not evaluated are refused, with the tasks that are")
  void otherTask() throws IOException {
    ReaderTable table = read("task,reader,tp,fn,tn,fp\nbiopsy,1,3,1,2,3\n");
    Evaluation evaluation = evaluation(new double[] {0.9, 0.6}, new double[] {0.5, 0.1});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluation.withReaders(table))
        .withMessage(
            "readers.csv: there is no task 'biopsy'; the tasks of the evaluation are"
                + " ['melanoma vs nevus']");
  }

  private ReaderTable read(String text) throws IOException {
    return ReaderTable.read(Files.writeString(folder.resolve("readers.csv"), text));
  }

  private static Evaluation evaluation(double[] melanomas, double[] nevi) throws IOException {
    DiseaseTaxonomy tree =
        DiseaseTaxonomy.fromPaths(List.of(List.of("melanoma"), List.of("nevus")), "skin disease");
    DiseaseCounts.Builder counts = DiseaseCounts.builder(tree);
    tree.leaves().forEach(leaf -> counts.add(leaf, 40));
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(50).partition(counts.build());
    int melanoma = partition.classOf(tree.findByName("melanoma").orElseThrow()).orElseThrow();
    List<LesionRecord> records = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    for (String name : List.of("melanoma", "nevus")) {
      for (double score : name.equals("melanoma") ? melanomas : nevi) {
        String id = "i" + records.size();
        records.add(
            LesionRecord.builder(id, id + ".jpg", tree.findByName(name).orElseThrow()).build());
        float[] row = new float[2];
        row[melanoma] = (float) score;
        row[1 - melanoma] = (float) (1 - score);
        rows.add(row);
      }
    }
    return Evaluator.of(partition)
        .withTasks(List.of(new TaskDefinition(NAME, List.of("melanoma"), List.of("nevus"))))
        .evaluate(new Predictions(records, rows.toArray(new float[0][]), List.of()));
  }
}
