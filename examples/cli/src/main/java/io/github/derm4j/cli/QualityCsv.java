package io.github.derm4j.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.ImageQuality;
import io.github.derm4j.data.split.ImageQualities;
import io.github.derm4j.data.split.QualityFilter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes tables of the sharpness of images and of the share that the lesion covers. */
final class QualityCsv {

  private QualityCsv() {}

  /** Writes the measurements, with a row for each readable image. */
  static String text(List<LesionRecord> records, ImageQualities qualities) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord("image", "laplacian_variance", "lesion_share");
      for (LesionRecord record : records) {
        Optional<ImageQuality> quality = qualities.quality(record);
        if (quality.isPresent()) {
          csv.writeRecord(record.imageId(), sharpness(quality.get()), share(quality.get()));
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  /** Writes the images that a filter removed, with the reasons. */
  static String text(List<QualityFilter.Removed> removed) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord("image", "reason", "laplacian_variance", "lesion_share");
      for (QualityFilter.Removed each : removed) {
        csv.writeRecord(
            each.record().imageId(),
            each.reason().word(),
            sharpness(each.quality()),
            share(each.quality()));
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static String sharpness(ImageQuality quality) {
    return String.format(Locale.ROOT, "%.2f", quality.laplacianVariance());
  }

  private static String share(ImageQuality quality) {
    return String.format(Locale.ROOT, "%.4f", quality.lesionShare());
  }
}
