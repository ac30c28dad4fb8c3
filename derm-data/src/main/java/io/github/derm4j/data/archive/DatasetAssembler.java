package io.github.derm4j.data.archive;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.LoadReport;
import io.github.derm4j.data.LoadReport.Reason;
import io.github.derm4j.data.Modality;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What all readers share: finding the table, building the tree, matching rows with pictures, and
 * counting what does not match.
 */
final class DatasetAssembler {

  /** How a reader turns its rows into entries. */
  @FunctionalInterface
  interface Rows {
    List<Entry> read(ImageSource images) throws IOException;
  }

  private final String source;
  private final DatasetRequest request;

  DatasetAssembler(String source, DatasetRequest request) {
    this.source = source;
    this.request = request;
  }

  /** Opens the images, reads the rows, and closes the images again if that fails. */
  LesionDataset read(Rows rows) throws IOException {
    ImageSource images = ImageSource.open(request.images());
    try {
      return assemble(rows.read(images), images);
    } catch (IOException | RuntimeException e) {
      images.close();
      throw e;
    }
  }

  /**
   * The table that was asked for, or the one of these names among the images.
   *
   * @param names file names without folder, in order of preference; with {@code .gz}, and with
   *     {@code .tab} or {@code .tsv} for {@code .csv}, they do too
   */
  Table table(ImageSource images, String... names) throws IOException {
    if (request.table().isPresent()) {
      Path path = request.table().get();
      if (!Files.isRegularFile(path)) {
        throw new NoSuchFileException(path.toString(), null, "no such table: check the path");
      }
      return reader().read(path);
    }
    for (String name : names) {
      List<String> found = images.names().stream().filter(each -> isFile(each, name)).toList();
      if (found.size() == 1) {
        return reader().read(images.read(found.get(0)), images.location() + " : " + found.get(0));
      }
      if (found.size() > 1) {
        throw new IOException(
            images.location() + " has several tables: " + found + "; give the path of one");
      }
    }
    throw new IOException(
        images.location() + " has no " + String.join(" or ", names) + ": give the table's path");
  }

  private TableReader reader() {
    return request
        .encoding()
        .map(TableReader.standard()::withEncoding)
        .orElse(TableReader.standard());
  }

  private static boolean isFile(String name, String wanted) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    if (file.endsWith(".gz")) {
      file = file.substring(0, file.length() - ".gz".length());
    }
    // Dataverse hands tables out with tabs and as .tab.
    return file.equals(wanted)
        || file.equals(wanted.replaceFirst("\\.csv$", ".tab"))
        || file.equals(wanted.replaceFirst("\\.csv$", ".tsv"));
  }

  private LesionDataset assemble(List<Entry> entries, ImageSource images) throws IOException {
    List<List<String>> paths =
        entries.stream().map(Entry::path).filter(path -> !path.isEmpty()).toList();
    if (paths.isEmpty()) {
      throw new IOException(
          "no image of "
              + request.images()
              + " can be used: read as "
              + source
              + ", none has a diagnosis; is it another kind of data set?");
    }
    DiseaseTaxonomy taxonomy = DiseaseTaxonomy.fromPaths(paths, DatasetReader.ROOT);
    LoadReport.Builder report = new LoadReport.Builder();
    Set<String> ids = new HashSet<>();
    Set<String> mentioned = new HashSet<>();
    List<LesionRecord> records = new ArrayList<>();
    for (Entry entry : entries) {
      List<String> found = images.find(entry.imageId());
      mentioned.addAll(found);
      Optional<DiseaseNode> diagnosis = taxonomy.findPath(entry.path());
      if (!ids.add(entry.imageId())) {
        report.add(Reason.DUPLICATE_ID, entry.imageId());
      } else if (isOtherModality(entry.modality())) {
        report.add(Reason.OTHER_MODALITY, entry.imageId());
      } else if (diagnosis.isEmpty()) {
        report.add(Reason.UNMAPPED_LABEL, entry.imageId());
      } else if (found.isEmpty()) {
        report.add(Reason.MISSING_IMAGE, entry.imageId());
      } else if (found.size() > 1) {
        report.add(Reason.AMBIGUOUS_IMAGE, entry.imageId());
      } else {
        records.add(record(entry, found.get(0), diagnosis.get()));
      }
    }
    for (Entry entry : entries) {
      // A mask that an entry names is no picture without a row.
      mentioned.add(entry.attributes().getOrDefault("mask", ""));
    }
    images.names().stream()
        .filter(name -> isPicture(name) && !mentioned.contains(name))
        .forEach(name -> report.add(Reason.NOT_IN_TABLE, name));
    return checked(new LesionDataset(records, taxonomy, images, report.build()));
  }

  private LesionDataset checked(LesionDataset dataset) throws IOException {
    if (request.strict() && !dataset.report().isClean()) {
      throw new IOException(
          "the data of "
              + request.images()
              + " are not clean, which strict reading demands: "
              + dataset.report());
    }
    if (dataset.records().isEmpty()) {
      throw new IOException(
          "no image of " + request.images() + " can be used: " + dataset.report());
    }
    return dataset;
  }

  private boolean isOtherModality(Modality modality) {
    return request.modality().isPresent() && request.modality().get() != modality;
  }

  private LesionRecord record(Entry entry, String name, DiseaseNode diagnosis) {
    LesionRecord.Builder record =
        LesionRecord.builder(entry.imageId(), name, diagnosis)
            .lesionId(entry.lesionId())
            .patientId(entry.patientId())
            .modality(entry.modality())
            .source(source)
            .licence(entry.licence());
    entry.attributes().forEach(record::attribute);
    return record.build();
  }

  static boolean isPicture(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".jpg") || lower.endsWith(".jpeg") || lower.endsWith(".png");
  }
}
