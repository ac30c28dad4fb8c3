package io.github.derm4j.cli;

import io.github.derm4j.data.ImageListing;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.LoadReport;
import io.github.derm4j.data.LoadReport.Reason;
import io.github.derm4j.data.archive.DatasetReader;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.data.archive.UnknownLayoutException;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the images of an audit in any layout, with or without labels. */
final class AuditData {

  private AuditData() {}

  /**
   * Reads the images by the first layout that fits; layouts with a table are tried before folders.
   *
   * @throws IOException if there are no images, or a reader recognises its table but can't read it
   */
  static LesionDataset read(DatasetRequest request, Terminal terminal) throws IOException {
    List<String> unfit = new ArrayList<>();
    for (DatasetReader reader : DatasetReaders.all()) {
      try {
        LesionDataset dataset = reader.read(request);
        unfit.forEach(terminal::say);
        terminal.say("derm: read as --dataset " + reader.name() + ": " + reader.description());
        return dataset;
      } catch (UnknownLayoutException otherLayout) {
        // The next reader may fit. If a reader recognises its table but can't read it, the command
        // fails.
        if (otherLayout.getCause() != null) {
          unfit.add("derm: not --dataset " + reader.name() + ": " + otherLayout.getMessage());
        }
      }
    }
    unfit.forEach(terminal::say);
    if (request.decisions().isPresent()) {
      throw new IOException(
          "the decisions can't be applied, because "
              + request.images()
              + " has no diagnoses; name the layout with --dataset, or leave out --decisions");
    }
    LesionDataset unlabelled =
        withoutLabels(ImageSource.open(request.images(), request.zipCharset()));
    terminal.say(
        "derm: no diagnoses found: labels are not compared; name the layout with --dataset");
    return unlabelled;
  }

  private static LesionDataset withoutLabels(ImageSource images) throws IOException {
    DiseaseTaxonomy taxonomy =
        DiseaseTaxonomy.fromPaths(List.of(List.of("unlabelled")), DatasetReader.ROOT);
    DiseaseNode label = taxonomy.leaves().get(0);
    ImageListing listing = ImageListing.of(images);
    List<LesionRecord> records =
        listing.images().stream()
            .map(name -> LesionRecord.builder(name, name, label).build())
            .toList();
    if (records.isEmpty()) {
      images.close();
      throw new IOException(listing.whyNoImage(images.location()));
    }
    LoadReport.Builder report = new LoadReport.Builder();
    images.notices().forEach(report::notice);
    listing.unreadable().forEach(name -> report.add(Reason.UNREADABLE_FORMAT, name));
    listing.others().forEach(name -> report.add(Reason.OTHER_FILE, name));
    images.skipped().forEach(name -> report.add(Reason.BROKEN_LINK, name));
    return new LesionDataset(records, taxonomy, images, report.build());
  }
}
