package io.github.derm4j.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.embedding.TSne;
import io.github.derm4j.model.embedding.Trustworthiness;
import io.github.derm4j.model.evaluation.InferenceLevels;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.model.report.EmbeddingFigure;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.InferenceMap;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code derm embed}: draws the paper's Figure 4 for a classifier. */
@Command(
    name = "embed",
    description = {
      "Draws how a classifier groups images that it was not trained on: a t-SNE of"
          + " the last hidden layer, coloured by inference class, as in the paper's Figure"
          + " 4.",
      "Only which points are neighbours has a meaning; the size of groups and the"
          + " distances between them have none."
    },
    mixinStandardHelpOptions = true)
final class EmbedCommand implements Callable<Integer> {

  private static final int NEIGHBOURS = 12;
  private static final int BATCH = 16;

  @ParentCommand private Derm derm;
  @Mixin private DatasetOptions data;
  @Mixin private TestedModel tested;
  @Mixin private BackendOption backend;
  @Mixin private ProviderOption provider;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.svg",
      description = "File to write the figure to.")
  private Path out;

  @Option(
      names = "--points",
      paramLabel = "FILE.csv",
      description = "Also write a table of the points: image,diagnosis,group,x,y.")
  private @Nullable Path points;

  @Option(
      names = "--perplexity",
      defaultValue = "30",
      paramLabel = "N",
      description =
          "Approximate number of neighbours of a point; needs more than three times as"
              + " many images. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 1)
  private double perplexity;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of --limit and of the layout. Default: ${DEFAULT-VALUE}.")
  private long seed;

  /** Images with the classifier's features. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Features(List<LesionRecord> records, float[][] values) {}

  @Override
  public Integer call() throws IOException {
    OutputFolder.requireFolder(out);
    if (points != null) {
      OutputFolder.requireFolder(points);
    }
    TSne layout = TSne.withSeed(seed).withPerplexity(perplexity);
    ModelFile file = provider.applyTo(tested.file(), derm.terminal());
    backend.loadFor(List.of(file), derm.terminal());
    try (ModelFile.Opened opened = file.open()) {
      embed(opened.classifier(), layout);
    }
    return 0;
  }

  private void embed(ImageClassifier classifier, TSne layout) throws IOException {
    InferenceMap groups =
        InferenceLevels.deepest(classifier.partition())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "can't colour the points: the training classes resolve no level of the"
                            + " tree; train with a smaller --max-class-size"));
    try (LesionDataset dataset = data.read(seed, derm.terminal())) {
      List<LesionRecord> records =
          tested
              .divide(tested.onTheModelsTree(dataset, classifier, derm.terminal()), derm.terminal())
              .test()
              .stream()
              .filter(record -> groups.groupOf(record.diagnosis()).isPresent())
              .toList();
      Features features = features(classifier, records, dataset);
      double[][] plane = layout.embed(features.values());
      write(features, plane, groups);
      derm.terminal()
          .answer(
              String.format(
                  Locale.ROOT,
                  "%s in %s, trustworthiness %.3f of %d neighbours",
                  Format.count(plane.length, "image"),
                  out,
                  Trustworthiness.measure(features.values(), plane, NEIGHBOURS),
                  NEIGHBOURS));
    }
  }

  private Features features(
      ImageClassifier classifier, List<LesionRecord> records, LesionDataset dataset)
      throws IOException {
    List<LesionRecord> read = new ArrayList<>();
    List<float[]> values = new ArrayList<>();
    try (Progress progress = derm.terminal().progress("features", records.size(), "images")) {
      for (int from = 0; from < records.size(); from += BATCH) {
        List<LesionImage> images = new ArrayList<>();
        try {
          for (LesionRecord record :
              records.subList(from, Math.min(records.size(), from + BATCH))) {
            decode(record, dataset)
                .ifPresent(
                    image -> {
                      images.add(image);
                      read.add(record);
                    });
          }
          if (!images.isEmpty()) {
            values.addAll(List.of(classifier.features(images)));
          }
        } finally {
          images.forEach(LesionImage::close);
        }
        progress.at(read.size(), "");
      }
    }
    return new Features(read, values.toArray(float[][]::new));
  }

  private Optional<LesionImage> decode(LesionRecord record, LesionDataset dataset)
      throws IOException {
    try {
      return Optional.of(
          ImageDecoder.decode(dataset.images().read(record.imageName()), record.imageName()));
    } catch (IOException unreadable) {
      if (data.strict()) {
        throw unreadable;
      }
      derm.terminal().say("derm: left out " + record.imageId() + ": " + unreadable.getMessage());
      return Optional.empty();
    }
  }

  private void write(Features features, double[][] plane, InferenceMap groups) throws IOException {
    EmbeddingFigure figure = new EmbeddingFigure(groups.labels());
    StringWriter table = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(table)) {
      csv.writeRecord("image", "diagnosis", "group", "x", "y");
      for (int i = 0; i < plane.length; i++) {
        String image = features.records().get(i).imageId();
        DiseaseNode diagnosis = features.records().get(i).diagnosis();
        int group = groups.groupOf(diagnosis).orElseThrow();
        double x = plane[i][0];
        double y = plane[i][1];
        figure.add(group, x, y, image + ": " + diagnosis.name());
        csv.writeRecord(
            image,
            diagnosis.name(),
            groups.labels().get(group),
            Double.toString(x),
            Double.toString(y));
      }
    }
    OutputFolder.writeAtomically(out, figure.svg());
    if (points != null) {
      OutputFolder.writeAtomically(points, table.toString());
    }
  }
}
