package io.github.derm4j.model;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
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
    Map<String, float[]> features = features(extractor, weights, all, images, log);
    SoftmaxHead head =
        new HeadTraining(options, train.classes(), stop)
            .train(
                examples("training", train, features),
                examples("validation", validation, features),
                log);
    return new TrainedNetwork(extractor, head);
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

  private Map<String, float[]> features(
      FeatureExtractor extractor,
      KerasWeights weights,
      List<LesionRecord> records,
      ImageSource images,
      TrainingLog log)
      throws IOException {
    Path folder = options.featureCache();
    if (folder == null) {
      return compute(extractor, records, images, log, null, Map.of());
    }
    try (FeatureCache cache =
        FeatureCache.open(folder, weights.md5(), extractor.preprocessing(), extractor.length())) {
      Map<String, HashCode> hashes = new HashMap<>();
      Map<String, float[]> features = new HashMap<>();
      List<LesionRecord> missing = new ArrayList<>();
      for (LesionRecord record : records) {
        HashCode hash = Hashing.sha256().hashBytes(images.read(record.imageName()));
        hashes.put(record.imageId(), hash);
        float[] known = cache.get(hash);
        if (known == null) {
          missing.add(record);
        } else {
          features.put(record.imageId(), known);
        }
      }
      features.putAll(compute(extractor, missing, images, log, cache, hashes));
      return features;
    }
  }

  private Map<String, float[]> compute(
      FeatureExtractor extractor,
      List<LesionRecord> records,
      ImageSource images,
      TrainingLog log,
      @Nullable FeatureCache cache,
      Map<String, HashCode> hashes)
      throws IOException {
    Map<String, float[]> features = new HashMap<>();
    log.listener().started("computing features", records.size());
    new RecordReader(images, extractor.preprocessing(), options.strict())
        .forEach(
            records,
            (read, pixels) -> {
              INDArray rows = extractor.features(pixels);
              for (int row = 0; row < read.size(); row++) {
                String id = read.get(row).imageId();
                float[] values = rows.getRow(row).toFloatVector();
                features.put(id, values);
                if (cache != null) {
                  cache.put(Objects.requireNonNull(hashes.get(id)), values);
                }
              }
              log.listener().advanced(read.size());
              return !stop.requested();
            })
        .forEach(log::skipped);
    log.listener().finished();
    if (stop.requested()) {
      throw new TrainingStoppedException(
          "Stopped while the features were computed, before anything was trained; %s"
              .formatted(
                  cache == null
                      ? "with a feature cache the next run would go on from here"
                      : "the cache keeps those of %d images, and the next run goes on from there"
                          .formatted(features.size())));
    }
    return features;
  }
}
