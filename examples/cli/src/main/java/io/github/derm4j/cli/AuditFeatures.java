package io.github.derm4j.cli;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.cleaning.FeatureRanking;
import io.github.derm4j.data.split.SimilarityGraph;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.backbone.OnnxBackbone;
import io.github.derm4j.model.runtime.OnnxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.Option;

/**
 * The source of the features by which an audit compares images: a table, or a network.
 *
 * <p>No signature contains an array of the engine, because reading the arguments would then load
 * the engine.
 */
final class AuditFeatures {

  private static final int SIZE = 299;

  @Option(
      names = "--features",
      paramLabel = "FILE.csv",
      description =
          "Compare the images by these features too: a table with the column image and"
              + " one column for each feature, as written by 'derm features'.")
  private @Nullable Path table;

  @Option(
      names = "--weights",
      paramLabel = "FILE.h5",
      description =
          "Compute the features first, at 299 pixels, with these Inception v3 weights in"
              + " Keras's layout.")
  private @Nullable Path weights;

  @Option(names = Backbones.MODEL, paramLabel = "FILE.onnx", description = Backbones.MODEL_HELP)
  private @Nullable Path backbone;

  /** The options of the weights, if features are computed. */
  @Nullable Path weights() {
    return weights;
  }

  /** Returns whether the features are those of an ONNX network. */
  boolean hasBackbone() {
    return backbone != null;
  }

  /**
   * Joins images whose features have at least this cosine.
   *
   * @param preprocessing how images are prepared for an ONNX network, if a file says so
   * @param options where an ONNX network is computed
   * @param ranked whether the images are to be ranked by these features
   * @return the ranking, or null
   */
  @Nullable FeatureRanking addTo(
      SimilarityGraph.Builder graph,
      double similarity,
      LesionDataset dataset,
      PixelRangeOption pixels,
      @Nullable Path preprocessing,
      OnnxOptions options,
      boolean ranked,
      Terminal terminal)
      throws IOException {
    INDArray features;
    if (table != null) {
      features = FeatureTable.read(table, dataset.records(), terminal);
    } else if (weights != null) {
      features =
          ComputedFeatures.compute(
              FeatureExtractor.of(pixels.read(weights, terminal).value(), SIZE), dataset, terminal);
    } else {
      try (OnnxBackbone network =
          Backbones.open(Objects.requireNonNull(backbone), preprocessing, options, terminal)) {
        features = ComputedFeatures.compute(FeatureExtractor.of(network), dataset, terminal);
      }
    }
    graph.features(features, similarity);
    return ranked ? FeatureRanking.of(dataset.records(), dataset.taxonomy(), features) : null;
  }
}
