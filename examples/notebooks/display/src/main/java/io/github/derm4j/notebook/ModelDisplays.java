package io.github.derm4j.notebook;

import io.github.derm4j.model.Classification;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.explain.Heatmap;
import io.github.derm4j.model.training.TrainingResult;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rapaio.jupyter.kernel.display.DisplayRenderer;

/** Displays trainings as curves, classifications as tables, and attribution maps as images. */
final class ModelDisplays {

  private static final int ANSWERS = 5;

  private ModelDisplays() {}

  static List<DisplayRenderer> renderers() {
    return List.of(
        View.renderer(
            TrainingResult.class,
            tuning ->
                View.svg(
                    LearningCurve.svg(tuning.history()),
                    "learning curve of " + tuning.history().size() + " epochs")),
        View.renderer(Classification.class, ModelDisplays::answers),
        View.renderer(LesionClassifier.class, ModelDisplays::provenance),
        View.renderer(Heatmap.class, ModelDisplays::heatmap));
  }

  private static View answers(Classification said) {
    DisplayTable<Classification.Ranked> table =
        DisplayTable.of(said.top(ANSWERS))
            .withColumn("training class", each -> each.trainingClass().name())
            .withBars("probability", Classification.Ranked::probability);
    return View.html(table.html(), table.toString());
  }

  private static View provenance(LesionClassifier classifier) {
    DisplayTable<Map.Entry<String, String>> table =
        DisplayTable.of(List.copyOf(classifier.provenance().facts().entrySet()))
            .withTitle(classifier.toString())
            .withColumn("fact", Map.Entry::getKey)
            .withColumn("value", Map.Entry::getValue);
    return View.html(table.html(), classifier.toString());
  }

  /** The map alone on black. */
  private static View heatmap(Heatmap map) {
    BufferedImage black = new BufferedImage(map.size(), map.size(), BufferedImage.TYPE_INT_RGB);
    return View.png(
        map.over(black), String.format(Locale.ROOT, "heat map of %1$d × %1$d pixels", map.size()));
  }
}
