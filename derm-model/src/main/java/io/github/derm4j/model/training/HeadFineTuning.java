package io.github.derm4j.model.training;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.FrozenFeatures;
import io.github.derm4j.model.SoftmaxHead;
import io.github.derm4j.model.inception.KerasWeights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.factory.Nd4j;

/** Sends every image through a frozen body once, then trains the softmax on what came out. */
final class HeadFineTuning {

  private final FineTunerOptions options;
  private final StopSignal stop;

  HeadFineTuning(FineTunerOptions options, StopSignal stop) {
    this.options = options;
    this.stop = stop;
  }

  TrainedNetwork run(
      LabelledRecords train, LabelledRecords validation, ImageSource images, TrainingLog log)
      throws IOException {
    KerasWeights weights = Objects.requireNonNull(options.weights());
    FeatureExtractor extractor = FeatureExtractor.of(weights, options.size());
    List<LesionRecord> all = new ArrayList<>(train.records());
    all.addAll(validation.records());
    FrozenFeatures.Found found =
        new FrozenFeatures(extractor, weights.md5(), options.featureCache(), options.strict())
            .of(all, images, log.listener(), () -> !stop.requested());
    found.skipped().forEach(log::skipped);
    Map<String, float[]> features = found.features();
    if (stop.requested()) {
      throw new TrainingStoppedException(
          "Stopped while the features were computed, before anything was trained; %s"
              .formatted(
                  options.featureCache() == null
                      ? "with a feature cache the next run would go on from here"
                      : "the cache keeps those of %d images, and the next run goes on from there"
                          .formatted(features.size())));
    }
    SoftmaxHead head =
        new HeadTraining(options, train.classes(), stop)
            .train(
                examples("training", train, features),
                examples("validation", validation, features),
                log);
    Epoch kept = Collections.min(log.epochs(), Comparator.comparingDouble(Epoch::validationLoss));
    return new TrainedNetwork(extractor, head, kept);
  }

  private static HeadTraining.Examples examples(
      String part, LabelledRecords labelled, Map<String, float[]> features) {
    List<LesionRecord> read =
        labelled.records().stream()
            .filter(record -> features.containsKey(record.imageId()))
            .toList();
    if (read.isEmpty()) {
      throw new IllegalArgumentException("None of the %s images could be read".formatted(part));
    }
    float[][] rows =
        read.stream().map(record -> features.get(record.imageId())).toArray(float[][]::new);
    return new HeadTraining.Examples(Nd4j.create(rows), labelled.labels(read));
  }
}
