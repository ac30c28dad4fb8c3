package io.github.derm4j.examples;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.KerasWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine.Option;

/** Where the features come from by which an audit compares pictures: a table, or a network. */
final class AuditFeatures {

  private static final int SIZE = 299;

  @Option(
      names = "--features",
      paramLabel = "FILE.csv",
      description =
          "Compare pictures by these features too: the column image, then one column each, as derm"
              + " features writes them.")
  private @Nullable Path table;

  @Option(
      names = "--weights",
      paramLabel = "FILE.h5",
      description =
          "Compute the features first, with these Inception v3 weights in Keras's layout, at 299"
              + " pixels.")
  private @Nullable Path weights;

  /**
   * The features of all pictures.
   *
   * @return one row a record; zeros, which are like nothing, for one that has none
   */
  INDArray of(LesionDataset dataset, Terminal terminal) throws IOException {
    if (table != null) {
      return FeatureTable.read(table, dataset.records(), terminal);
    }
    if (weights == null) {
      throw new IllegalStateException("one of the two options is required");
    }
    return compute(FeatureExtractor.of(KerasWeights.read(weights), SIZE), dataset, terminal);
  }

  private static INDArray compute(
      FeatureExtractor extractor, LesionDataset dataset, Terminal terminal) {
    List<LesionRecord> records = dataset.records();
    INDArray features = Nd4j.zeros(DataType.FLOAT, records.size(), extractor.length());
    try (Progress progress = terminal.progress("features", records.size(), "images")) {
      for (int i = 0; i < records.size(); i++) {
        String name = records.get(i).imageName();
        try (LesionImage image =
            ImageDecoder.decode(
                dataset.images().read(name), name, extractor.preprocessing().transform())) {
          features.putRow(i, extractor.features(List.of(image)).getRow(0));
        } catch (IOException unreadable) {
          // It is like nothing then; the fingerprints of the same pictures have said so.
        }
        progress.at(i + 1, "");
      }
    }
    return features;
  }
}
