package io.github.derm4j.model.inception;

import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The convolutions and batch normalisations of the body among the layers of a file. The head of a
 * whole model may have more. Those of the body were created one after the other, so their numbers
 * are consecutive, and each normalisation has the width of its convolution.
 *
 * @param convolutions the layers of the body, in order
 * @param normalizations the layers of the body, in order
 * @param ignored the names of layers with weights that do not belong to the body
 */
record BodyLayers(List<Group> convolutions, List<Group> normalizations, List<String> ignored) {

  private static final int UNITS = InceptionV3.CONVOLUTION_UNITS;

  /**
   * Finds the body.
   *
   * @throws IOException if the file does not contain it
   */
  static BodyLayers of(Path file, KerasLayers layers) throws IOException {
    List<Group> convolutions = layers.ofKind("conv2d");
    List<Group> normalizations = layers.ofKind("batch_normalization");
    List<Group> dense = layers.ofKind("dense");
    if (convolutions.size() == UNITS && normalizations.size() == UNITS) {
      return new BodyLayers(
          convolutions, normalizations, dense.stream().map(Group::getName).toList());
    }
    for (List<Group> some : successive(convolutions)) {
      for (List<Group> others : successive(normalizations)) {
        if (fit(some, others)) {
          return new BodyLayers(
              some,
              others,
              Stream.of(convolutions, normalizations, dense)
                  .flatMap(Collection::stream)
                  .filter(layer -> !some.contains(layer) && !others.contains(layer))
                  .map(Group::getName)
                  .toList());
        }
      }
    }
    throw new IOException(
        String.format(
            Locale.ROOT,
            "%s: holds %d convolutions and %d batch normalisations, %s; give the whole network's"
                + " weights",
            file,
            convolutions.size(),
            normalizations.size(),
            convolutions.size() < UNITS || normalizations.size() < UNITS
                ? "Inception v3 has " + UNITS + " of each"
                : "but not "
                    + UNITS
                    + " of each that follow and fit each other as in Inception v3"));
  }

  /** All sequences of 94 layers in one group of the file. */
  private static List<List<Group>> successive(List<Group> layers) {
    Map<String, List<Group>> byParent = new LinkedHashMap<>();
    for (Group layer : layers) {
      byParent.computeIfAbsent(layer.getParent().getPath(), parent -> new ArrayList<>()).add(layer);
    }
    List<List<Group>> runs = new ArrayList<>();
    for (List<Group> siblings : byParent.values()) {
      for (int from = 0; from + UNITS <= siblings.size(); from++) {
        runs.add(List.copyOf(siblings.subList(from, from + UNITS)));
      }
    }
    return runs;
  }

  private static boolean fit(List<Group> convolutions, List<Group> normalizations) {
    for (int i = 0; i < UNITS; i++) {
      Dataset kernel = KerasLayers.find(convolutions.get(i), KerasWeights.KERNEL);
      Dataset beta = KerasLayers.find(normalizations.get(i), KerasWeights.BETA);
      if (kernel == null
          || beta == null
          || kernel.getDimensions().length != 4
          || beta.getDimensions().length != 1
          || kernel.getDimensions()[3] != beta.getDimensions()[0]
          || (i == 0 && kernel.getDimensions()[2] != 3)) {
        return false;
      }
    }
    return true;
  }
}
