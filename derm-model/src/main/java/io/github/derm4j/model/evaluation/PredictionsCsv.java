package io.github.derm4j.model.evaluation;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.TrainingClass;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The table {@code image,lesion,label,<one column per training class>}. */
public final class PredictionsCsv {

  private PredictionsCsv() {}

  /**
   * Writes the probabilities of images as a table; labels and classes are written as ids, which are
   * unique.
   *
   * @param predictions the probabilities
   * @param partition the training classes
   * @return the table's text
   */
  public static String write(Predictions predictions, DiseasePartition partition) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      List<String> header = new ArrayList<>(List.of("image", "lesion", "label"));
      partition.classes().stream().map(TrainingClass::id).forEach(header::add);
      csv.writeRecord(header);
      for (int i = 0; i < predictions.records().size(); i++) {
        LesionRecord record = predictions.records().get(i);
        List<String> row = new ArrayList<>(header.size());
        row.add(record.imageId());
        row.add(Lesions.idOf(record));
        row.add(record.diagnosis().id());
        for (float probability : predictions.probabilities()[i]) {
          row.add(Float.toString(probability));
        }
        csv.writeRecord(row);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}
