package io.github.derm4j.notebook;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.data.split.LeakAudit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.rapaio.jupyter.kernel.display.DisplayRenderer;

/** Displays images as images, and data sets, splits and audits as tables of their numbers. */
final class DataDisplays {

  private DataDisplays() {}

  /** The images of a data set or a part of it. */
  private record Part(String name, List<LesionRecord> records) {

    long distinct(Function<LesionRecord, Optional<String>> id) {
      return records.stream().flatMap(each -> id.apply(each).stream()).distinct().count();
    }

    long diagnoses() {
      return records.stream().map(LesionRecord::diagnosis).distinct().count();
    }
  }

  static List<DisplayRenderer> renderers() {
    return List.of(
        View.renderer(
            LesionImage.class, image -> View.png(image.toBufferedImage(), image.toString())),
        View.renderer(
            LesionDataset.class,
            dataset -> parts(List.of(new Part("data set", dataset.records())))),
        View.renderer(
            GroupedSplit.class,
            split ->
                parts(
                    List.of(
                        new Part("train", split.train()),
                        new Part("validation", split.validation()),
                        new Part("test", split.test())))),
        View.renderer(LeakAudit.class, DataDisplays::audit));
  }

  private static View parts(List<Part> parts) {
    DisplayTable<Part> table =
        DisplayTable.of(parts)
            .withColumn("part", Part::name)
            .withColumn("images", part -> part.records().size())
            .withColumn("lesions", part -> part.distinct(LesionRecord::lesionId))
            .withColumn("patients", part -> part.distinct(LesionRecord::patientId))
            .withColumn("diagnoses", Part::diagnoses);
    return View.html(table.html(), table.toString());
  }

  private static View audit(LeakAudit audit) {
    DisplayTable<Map.Entry<String, Integer>> table =
        DisplayTable.of(List.copyOf(audit.counts().entrySet()))
            .withColumn("finding", Map.Entry::getKey)
            .withColumn("number", Map.Entry::getValue);
    return View.html(table.html(), table.toString());
  }
}
