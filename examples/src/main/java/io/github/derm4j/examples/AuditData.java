package io.github.derm4j.examples;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.LoadReport;
import io.github.derm4j.data.archive.DatasetReader;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The pictures of an audit, in whatever layout they lie; without labels if there are none. */
final class AuditData {

  private static final List<String> PICTURES = List.of(".jpg", ".jpeg", ".png");

  private AuditData() {}

  /**
   * Reads the pictures by the first layout that fits: those with a table come before folders.
   *
   * @throws IOException if there is no picture at all
   */
  static LesionDataset read(Path zipOrFolder, Terminal terminal) throws IOException {
    for (DatasetReader reader : DatasetReaders.all()) {
      try {
        LesionDataset dataset = reader.read(DatasetRequest.of(zipOrFolder));
        terminal.say("derm: read as --dataset " + reader.name() + ": " + reader.description());
        return dataset;
      } catch (IOException otherLayout) {
        // The next one may fit; what is wrong with the source itself shows when it is opened below.
      }
    }
    LesionDataset unlabelled = withoutLabels(ImageSource.open(zipOrFolder));
    terminal.say(
        "derm: no diagnoses found: labels are not compared; name the layout with --dataset");
    return unlabelled;
  }

  private static LesionDataset withoutLabels(ImageSource images) throws IOException {
    DiseaseTaxonomy taxonomy =
        DiseaseTaxonomy.fromPaths(List.of(List.of("unlabelled")), DatasetReader.ROOT);
    DiseaseNode label = taxonomy.leaves().get(0);
    List<LesionRecord> records =
        images.names().stream()
            .filter(AuditData::isPicture)
            .map(name -> LesionRecord.builder(name, name, label).build())
            .toList();
    if (records.isEmpty()) {
      images.close();
      throw new IOException(images.location() + " holds no JPEG or PNG picture");
    }
    return new LesionDataset(records, taxonomy, images, LoadReport.empty());
  }

  private static boolean isPicture(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return PICTURES.stream().anyMatch(lower::endsWith);
  }
}
