package io.github.derm4j.cli;

import io.github.derm4j.cli.serve.SimilarImages;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.ImageClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The images of a folder with their features, which are read from a table or computed. */
final class Neighbours {

  /**
   * The tolerance between features of a table and of the classifier, which may differ by rounding
   * in different batches.
   */
  private static final double TOLERANCE = 1e-3;

  private final Path folder;
  private final ImageClassifier classifier;
  private final Terminal terminal;

  Neighbours(Path folder, ImageClassifier classifier, Terminal terminal) {
    this.folder = folder;
    this.classifier = classifier;
    this.terminal = terminal;
  }

  /**
   * Reads the images. The label of an image is its folder, as with one folder for each class,
   * otherwise its name.
   *
   * @param table the output of {@code derm features --model}; null to compute all features
   * @throws IOException if files can't be read, or the features belong to another classifier
   */
  SimilarImages read(@Nullable Path table) throws IOException {
    List<Path> files = ImageFiles.inFolders(List.of(folder), terminal);
    Map<Path, float[]> known = table == null ? new HashMap<>() : known(table, files);
    List<Path> unknown = files.stream().filter(file -> !known.containsKey(file)).toList();
    try (Progress progress = terminal.progress("features", unknown.size(), "images")) {
      int[] done = {0};
      ImageFiles.forEach(
          unknown,
          false,
          terminal,
          (file, image) -> {
            known.put(file, classifier.features(List.of(image))[0]);
            progress.at(++done[0], "");
          });
    }
    List<SimilarImages.Item> items = new ArrayList<>();
    List<float[]> features = new ArrayList<>();
    for (Path file : files) {
      float[] row = known.get(file);
      if (row != null) { // Otherwise it can't be read, which was already reported.
        Path within = folder.relativize(file);
        Path label = within.getName(Math.max(0, within.getNameCount() - 2));
        Path parent = label.getParent();
        items.add(
            new SimilarImages.Item(
                file, String.valueOf(label), parent == null ? "" : parent.toString()));
        features.add(row);
      }
    }
    return new SimilarImages(items, features);
  }

  private Map<Path, float[]> known(Path table, List<Path> files) throws IOException {
    List<LesionRecord> records =
        files.stream()
            .map(
                file -> {
                  String name = folder.relativize(file).toString().replace('\\', '/');
                  return LesionRecord.builder(name, name, classifier.partition().taxonomy().root())
                      .build();
                })
            .toList();
    float[][] rows = FeatureTable.read(table, records, terminal).toFloatMatrix();
    Map<Path, float[]> known = new HashMap<>();
    for (int i = 0; i < rows.length; i++) {
      if (!isZero(rows[i])) {
        known.put(files.get(i), rows[i]);
      }
    }
    for (Path file : files) {
      if (known.containsKey(file)) {
        check(table, file, known.get(file));
        break;
      }
    }
    return known;
  }

  private void check(Path table, Path file, float[] row) throws IOException {
    float[] computed;
    try (LesionImage image = ImageDecoder.decode(Files.readAllBytes(file), file.toString())) {
      computed = classifier.features(List.of(image))[0];
    }
    boolean same = computed.length == row.length;
    for (int i = 0; same && i < row.length; i++) {
      same = Math.abs(row[i] - computed[i]) <= TOLERANCE * Math.max(1, Math.abs(computed[i]));
    }
    if (!same) {
      throw new IOException(
          table
              + " was written with another model: it has other features of "
              + file
              + " than this classifier; write it with derm features --model and the same file");
    }
  }

  private static boolean isZero(float[] row) {
    return Arrays.equals(row, new float[row.length]);
  }
}
