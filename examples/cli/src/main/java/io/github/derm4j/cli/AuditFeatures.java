package io.github.derm4j.cli;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.split.SimilarityGraph;
import io.github.derm4j.model.FeatureExtractor;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
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

  /** The options of the weights, if features are computed. */
  @Nullable Path weights() {
    return weights;
  }

  /** Joins images whose features have at least this cosine. */
  void addTo(
      SimilarityGraph.Builder graph,
      double similarity,
      LesionDataset dataset,
      PixelRangeOption pixels,
      Terminal terminal)
      throws IOException {
    if (table != null) {
      graph.features(FeatureTable.read(table, dataset.records(), terminal), similarity);
    }
    if (weights != null) {
      FeatureExtractor extractor =
          FeatureExtractor.of(pixels.read(weights, terminal).value(), SIZE);
      graph.features(ComputedFeatures.compute(extractor, dataset, terminal), similarity);
    }
  }
}
