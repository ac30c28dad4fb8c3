package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.model.report.HtmlReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java snippets of {@code docs/interop.md}: compiled and run here. */
@DisplayName("The guide to challenges")
class ChallengeGuideTest {

  private static final List<String> CODES =
      List.of("mel", "nv", "bcc", "akiec", "bkl", "df", "vasc");

  @TempDir private Path folder;

  /** The figures of a table whose classes are the challenge's are those of its classes. */
  @Test
  @DisplayName("gives figures by the classes of a challenge")
  void presets() throws IOException {
    StringBuilder text = new StringBuilder("image,lesion,label,mel,nv,bcc,akiec,bkl,df,vasc\n");
    for (int i = 0; i < 42; i++) {
      text.append("ISIC_")
          .append(i)
          .append(",L")
          .append(i / 2)
          .append(',')
          .append(CODES.get(i / 2 % 7));
      for (int k = 0; k < 7; k++) {
        text.append(k == (i % 5 == 0 ? i % 7 : i / 2 % 7) ? ",0.4" : ",0.1");
      }
      text.append('\n');
    }
    Files.writeString(folder.resolve("predictions.csv"), text);
    PredictionTable table = PredictionTable.read(folder.resolve("predictions.csv"));
    // tag::presets
    Evaluation evaluation =
        Evaluator.of(table.partition()).withClasses("isic-2018").evaluate(table.predictions());
    ClassFigures figures = evaluation.presets().get(0).figures();
    System.out.println(figures.macroAuc() + " " + figures.balancedAccuracy().interval());
    // end::presets
    Evaluation byDefault = Evaluator.of(table.partition()).evaluate(table.predictions());
    assertThat(byDefault.presets())
        .extracting(PresetClasses::challenge)
        .containsExactly("isic-2018");
    assertThat(figures.macroAuc()).isCloseTo(evaluation.multiclass().macroAuc(), within(1e-12));
    assertThat(figures.balancedAccuracy().value())
        .isCloseTo(evaluation.multiclass().confusionMatrix().meanClassAccuracy(), within(1e-12));
    assertThat(figures.classes().get(0).lesions()).isEqualTo(3);
    assertThat(MetricsJson.write(evaluation, RunFacts.titled("t")))
        .contains("\"classPresets\" : [ {", "\"challenge\" : \"isic-2018\"");
    assertThat(HtmlReport.of(evaluation).html())
        .contains("<section id=\"classes-isic-2018\">", "Classes of isic-2018");
    assertThat(
            Evaluator.of(table.partition())
                .withoutClasses()
                .evaluate(table.predictions())
                .presets())
        .isEmpty();
    assertThatThrownBy(() -> Evaluator.of(table.partition()).withClasses("isic-1"))
        .hasMessageContaining("the challenge 'isic-1' is not known");
  }

  @Test
  @DisplayName("turns predictions of any model into a submission")
  void submission() throws IOException {
    StringBuilder text = new StringBuilder("image,label," + String.join(",", CODES) + "\n");
    for (int i = 0; i < 14; i++) {
      text.append("ISIC_").append(i).append(',').append(CODES.get(i % 7));
      for (int k = 0; k < 7; k++) {
        text.append(String.format(Locale.ROOT, ",%.2f", k == i / 2 ? 0.4 : 0.1));
      }
      text.append('\n');
    }
    Files.writeString(folder.resolve("predictions.csv"), text);
    // tag::submission
    PredictionTable table = PredictionTable.read(folder.resolve("predictions.csv"));
    Submission.of(Challenge.named("isic-2018"), table.partition())
        .requireComplete()
        .write(table.predictions(), folder.resolve("submission.csv"));
    // end::submission
    assertThat(Files.readAllLines(folder.resolve("submission.csv")))
        .hasSize(15)
        .startsWith("image,MEL,NV,BCC,AKIEC,BKL,DF,VASC", "ISIC_0,0.4,0.1,0.1,0.1,0.1,0.1,0.1");
  }
}
