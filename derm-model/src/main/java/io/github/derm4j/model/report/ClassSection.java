package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.model.evaluation.ClassFigures;
import io.github.derm4j.model.evaluation.ClassFigures.ClassFigure;
import io.github.derm4j.model.evaluation.ClassFigures.Figure;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.PresetClasses;
import io.github.derm4j.model.internal.Format;
import java.util.Locale;

/** The section on each inference class against the others, and on all of them. */
final class ClassSection {

  private static final double LEVEL = 0.95;

  private ClassSection() {}

  static String html(Evaluation evaluation) {
    return evaluation
        .classes()
        .map(
            figures ->
                Html.section(
                    "classes",
                    "Classes",
                    "Each inference class against all others, on test images: the area under the"
                        + " curve of its probability, and sensitivity, PPV and F1 of the most"
                        + " probable class. Bars are 95 % intervals on a line with marks at 0, 0.5 and 1, clustered"
                        + " by lesion. Intervals of the figures of all classes are those of 2,000"
                        + " bootstrap samples of lesions within each class.",
                    table(figures) + all(figures)))
        .orElse("");
  }

  /** The same by the classes of challenges. */
  static String presets(Evaluation evaluation) {
    StringBuilder sections = new StringBuilder();
    for (PresetClasses preset : evaluation.presets()) {
      sections.append(
          Html.section(
              "classes-" + preset.challenge(),
              "Classes of " + preset.challenge(),
              "The same figures by the classes of this challenge, as publications report them: each"
                  + " class is the sum of the training classes that belong to it"
                  + (preset.leftOut() == 0
                      ? "."
                      : ". "
                          + Format.count(preset.leftOut(), "test image")
                          + " of other diagnoses left out.")
                  + (preset.notices().isEmpty()
                      ? ""
                      : " Note: " + String.join("; ", preset.notices()) + "."),
              table(preset.figures()) + all(preset.figures())));
    }
    return sections.toString();
  }

  private static String table(ClassFigures figures) {
    StringBuilder rows = new StringBuilder();
    figures.classes().forEach(each -> rows.append(row(each)));
    return """
        <div class="scroll" tabindex="0"><table class="groups"><caption>Each class</caption>
        <thead><tr><th scope="col">class</th><th scope="col">images</th>\
        <th scope="col">lesions</th><th scope="col">F1</th><th scope="col">AUC</th>\
        <th scope="col">sensitivity</th><th scope="col">PPV</th></tr></thead>
        <tbody>
        """
        + rows
        + "</tbody></table></div>\n";
  }

  private static String row(ClassFigure each) {
    return String.format(
        Locale.ROOT,
        """
        <tr><th scope="row">%s</th><td data-label="images">%s</td><td data-label="lesions">%s</td>\
        <td data-label="F1">%s</td>%s%s%s</tr>
        """,
        escape(each.name()),
        Format.count(each.images()),
        Format.count(each.lesions()),
        number(each.f1()),
        each.auc()
            .map(
                auc ->
                    Forest.cell("AUC", Format.three(auc.value()), auc.value(), auc.interval(LEVEL)))
            .orElse(Forest.none("AUC")),
        Forest.share("sensitivity", each.shares().sensitivity()),
        Forest.share("PPV", each.shares().positivePredictiveValue()));
  }

  private static String all(ClassFigures figures) {
    return "<table class=\"facts\"><caption>All classes</caption><tbody>\n"
        + row("balanced accuracy", figures.balancedAccuracy())
        + row("macro F1", figures.macroF1())
        + row("Cohen's κ", figures.kappa())
        + row("Matthews's correlation", figures.matthews())
        + row("macro-averaged AUC", number(figures.macroAuc()))
        + row("micro-averaged AUC", number(figures.microAuc()))
        + "</tbody></table>\n";
  }

  private static String row(String name, Figure figure) {
    return row(
        name,
        number(figure.value())
            + figure
                .interval()
                .map(limits -> " (" + number(limits.low()) + " to " + number(limits.high()) + ")")
                .orElse(""));
  }

  private static String row(String name, String value) {
    return "<tr><th scope=\"row\">" + escape(name) + "</th><td>" + value + "</td></tr>\n";
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "–" : Format.three(value);
  }
}
