package io.github.derm4j.model.training;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.model.FrozenFeatures;
import io.github.derm4j.model.novelty.NeighbourScore;
import io.github.derm4j.model.novelty.NoveltyDetector;
import io.github.derm4j.model.novelty.NoveltyScore;
import io.github.derm4j.model.novelty.ProjectedScore;
import io.github.derm4j.model.novelty.RootScore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Fits the score of novelty to training images, and calibrates it on the validation images. */
final class NoveltyFit {

  /** More references hardly change a distance, but make the classifier's file larger. */
  private static final int MOST_IMAGES = 4_000;

  private static final int DIMENSIONS = 256;
  private static final int NEIGHBOURS = 10;
  private static final long SEED = 1;

  private static final String ORIGIN = "the validation images of its training";

  private final LabelledRecords train;
  private final LabelledRecords validation;

  NoveltyFit(LabelledRecords train, LabelledRecords validation) {
    this.train = train;
    this.validation = validation;
  }

  /**
   * Fits the score.
   *
   * @return empty if training was stopped, no image of a part can be read, or a feature of a
   *     training image is not finite
   */
  Optional<NoveltyDetector> fit(
      TrainedNetwork network, ImageSource images, TrainingListener listener, StopSignal stop)
      throws IOException {
    List<LesionRecord> sample = evenly(train.records());
    Map<String, float[]> features = network.features();
    if (features.isEmpty()) {
      List<LesionRecord> both =
          Stream.concat(sample.stream(), validation.records().stream()).toList();
      features =
          new FrozenFeatures(network.extractor(), "", null, false)
              .find(both, images, listener, () -> !stop.requested())
              .features();
    }
    List<LesionRecord> fitted = known(sample, features);
    List<LesionRecord> calibrated = known(validation.records(), features);
    if (stop.requested() || fitted.isEmpty() || calibrated.isEmpty()) {
      return Optional.empty();
    }
    NoveltyScore score;
    try {
      score = RootScore.fit(rows(fitted, features), NoveltyFit::neighbours);
    } catch (IllegalArgumentException notFinite) {
      return Optional.empty(); // The classifier is of use without the score.
    }
    return Optional.of(
        NoveltyDetector.of(
            score,
            rows(calibrated, features),
            Clusters.of(
                calibrated.stream()
                    .map(record -> record.lesionId().orElse(record.imageId()))
                    .toList()),
            ORIGIN));
  }

  private static NoveltyScore neighbours(float[][] rows) {
    return rows[0].length > DIMENSIONS
        ? ProjectedScore.fit(rows, DIMENSIONS, SEED, NoveltyFit::nearest)
        : nearest(rows);
  }

  private static NoveltyScore nearest(float[][] rows) {
    return NeighbourScore.fit(rows, Math.min(NEIGHBOURS, rows.length)).inEightBits();
  }

  private static List<LesionRecord> evenly(List<LesionRecord> records) {
    int n = Math.min(MOST_IMAGES, records.size());
    return IntStream.range(0, n)
        .mapToObj(i -> records.get((int) ((long) i * records.size() / n)))
        .toList();
  }

  private static List<LesionRecord> known(
      List<LesionRecord> records, Map<String, float[]> features) {
    return records.stream().filter(record -> features.containsKey(record.imageId())).toList();
  }

  private static float[][] rows(List<LesionRecord> records, Map<String, float[]> features) {
    return records.stream()
        .map(record -> Objects.requireNonNull(features.get(record.imageId())))
        .toArray(float[][]::new);
  }
}
