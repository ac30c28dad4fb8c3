package io.github.derm4j.model.inception;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds layers and their numbers in an HDF5 file of Keras, by the names that Keras gives layers by
 * default: the kind, then a number that counts the layers of this kind in a process.
 *
 * <p>Keras 2.0 counts from {@code conv2d_1}, later versions from {@code conv2d}, and both continue
 * counting if a process creates a second network. Weights are in the root, below {@code
 * model_weights} if a whole model was saved, or below the name of a nested network.
 */
final class KerasLayers {

  static final String KERNEL = "kernel";
  static final String BIAS = "bias";
  static final String BETA = "beta";
  static final String MEAN = "moving_mean";
  static final String VARIANCE = "moving_variance";

  private static final String OPTIMIZER = "optimizer";
  private static final int DIGITS = 9;

  /**
   * The maximum number of values of an array; the softmax over ImageNet's classes has 2,048,000,
   * but a damaged file may claim any number.
   */
  private static final long MAX_VALUES = 3_000_000;

  /** The group in which Keras 3 stores the arrays of a layer as 0, 1 and so on. */
  private static final String UNNAMED = "vars";

  private final Path file;
  private final HdfFile hdf;

  KerasLayers(Path file, HdfFile hdf) {
    this.file = file;
    this.hdf = hdf;
  }

  /** An array: numbers in C order, with their shape. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Values(float[] data, long[] shape) {}

  /** The layers of a kind such as {@code conv2d}, in the order of their creation. */
  List<Group> ofKind(String kind) {
    List<Numbered> found = new ArrayList<>();
    collect(hdf, Pattern.compile(kind + "(?:_(\\d{1," + DIGITS + "}))?"), found);
    return found.stream()
        .sorted(Comparator.comparingInt(Numbered::number))
        .map(Numbered::group)
        .toList();
  }

  private record Numbered(int number, Group group) {}

  /** Uses the outermost match, because Keras repeats the name of a layer within it. */
  private static void collect(Group group, Pattern name, List<Numbered> found) {
    for (Map.Entry<String, Node> child : group.getChildren().entrySet()) {
      if (!(child.getValue() instanceof Group inner) || child.getKey().startsWith(OPTIMIZER)) {
        continue;
      }
      Matcher matcher = name.matcher(child.getKey());
      if (matcher.matches()) {
        String number = matcher.group(1);
        found.add(new Numbered(number == null ? 0 : Integer.parseInt(number), inner));
      } else {
        collect(inner, name, found);
      }
    }
  }

  /**
   * Reads the array of a layer with this name, at any depth.
   *
   * @param name such as {@code kernel}; Keras 2 writes {@code kernel:0}
   * @throws IOException if there is none, or its numbers are not 32-bit floats
   */
  Values values(Group layer, String name) throws IOException {
    Dataset dataset = find(layer, name);
    if (dataset == null) {
      requireNamedArrays(file, layer);
    }
    if (dataset == null) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: layer %s has no %s; the file is not Inception v3 or is truncated",
              file,
              layer.getName(),
              name));
    }
    if (dataset.getSize() > MAX_VALUES) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %s claims %d values, more than any layer of Inception v3; download the file"
                  + " again",
              file,
              dataset.getPath(),
              dataset.getSize()));
    }
    if (!(dataset.getDataFlat() instanceof float[] data)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %s is of type %s, expected 32-bit floats",
              file,
              dataset.getPath(),
              dataset.getJavaType()));
    }
    long[] shape = Arrays.stream(dataset.getDimensions()).asLongStream().toArray();
    return new Values(data, shape);
  }

  /**
   * Refuses a layer whose arrays have no names.
   *
   * @throws IOException if Keras 3 wrote it so; the message says how to save the network instead
   */
  static void requireNamedArrays(Path file, Group layer) throws IOException {
    if (layer.getChildren().containsKey(UNNAMED)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: written by Keras 3's save_weights, which does not name arrays and numbers layers"
                  + " in another order; save the model with model.save('weights.h5') instead",
              file));
    }
  }

  /** The array of this name within a group, or null. */
  static @Nullable Dataset find(Group group, String name) {
    for (Node child : group.getChildren().values()) {
      if (child instanceof Dataset dataset
          && (dataset.getName().equals(name) || dataset.getName().equals(name + ":0"))) {
        return dataset;
      }
      if (child instanceof Group nested) {
        Dataset dataset = find(nested, name);
        if (dataset != null) {
          return dataset;
        }
      }
    }
    return null;
  }
}
