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
import java.util.stream.Collectors;
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

  /** The sides of the first kernels, which tell the first convolution from one before the body. */
  private static final List<Integer> STEM = List.of(3, 3, 3, 1, 3);

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
    List<BodyLayers> bodies = new ArrayList<>();
    for (List<Group> some : successive(convolutions)) {
      for (List<Group> others : successive(normalizations)) {
        if (some.get(0).getParent().getPath().equals(others.get(0).getParent().getPath())
            && fit(some, others)) {
          bodies.add(
              new BodyLayers(
                  some,
                  others,
                  Stream.of(convolutions, normalizations, dense)
                      .flatMap(Collection::stream)
                      .filter(layer -> !some.contains(layer) && !others.contains(layer))
                      .map(Group::getName)
                      .toList()));
        }
      }
    }
    if (bodies.size() == 1) {
      return bodies.get(0);
    }
    if (bodies.size() > 1) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: holds the bodies of %d networks (%s); save only the one to use",
              file,
              bodies.size(),
              bodies.stream()
                  .map(body -> body.convolutions().get(0).getParent().getPath())
                  .collect(Collectors.joining(", "))));
    }
    for (Group convolution : convolutions) {
      KerasLayers.requireNamedArrays(file, convolution);
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
    for (int i = 0; i < STEM.size(); i++) {
      Dataset kernel = KerasLayers.find(convolutions.get(i), KerasLayers.KERNEL);
      if (kernel == null
          || kernel.getDimensions().length != 4
          || kernel.getDimensions()[0] != STEM.get(i)) {
        return false;
      }
    }
    for (int i = 0; i < UNITS; i++) {
      Dataset kernel = KerasLayers.find(convolutions.get(i), KerasLayers.KERNEL);
      Dataset beta = KerasLayers.find(normalizations.get(i), KerasLayers.BETA);
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
