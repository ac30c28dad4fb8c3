package io.github.derm4j.cli;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.FeatureExtractor;
import java.io.IOException;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Computes the features of images in a network's last hidden layer. */
final class ComputedFeatures {

  private ComputedFeatures() {}

  /**
   * Computes the features.
   *
   * @return one row for each record; zeros, which are similar to nothing, for an unreadable image
   */
  static INDArray compute(FeatureExtractor extractor, LesionDataset dataset, Terminal terminal) {
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
          // Its features are then zeros; the fingerprints have already reported the image.
        }
        progress.at(i + 1, "");
      }
    }
    return features;
  }
}
