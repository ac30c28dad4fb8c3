package io.github.derm4j.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.common.primitives.Longs;
import io.github.derm4j.model.novelty.NoveltyDetector;
import io.github.derm4j.model.novelty.NoveltyJson;
import io.github.derm4j.model.quantization.QuantizationScales;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads and writes the JSON of a classifier's facts, for bundles and ONNX files. */
public final class ClassifierJson {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** The hashes of the training and of the validation images, see {@link Hashes}. */
  private record Images(Hashes training, Hashes validation) {

    Images {
      if (training == null || validation == null) {
        throw new IllegalArgumentException("the list of training images is not complete");
      }
    }
  }

  /** Hashes in Base64: 8 bytes each, big-endian, in ascending order. */
  private record Hashes(int images, String ids, String contents, String lesions, String patients) {

    Hashes {
      if (ids == null || contents == null || lesions == null || patients == null) {
        throw new IllegalArgumentException("the list of training images is not complete");
      }
    }

    static Hashes of(TrainingImages.Part part) {
      return new Hashes(
          part.images(),
          text(part.ids()),
          text(part.contents()),
          text(part.lesions()),
          text(part.patients()));
    }

    TrainingImages.Part part() {
      return new TrainingImages.Part(
          images, hashes(ids), hashes(contents), hashes(lesions), hashes(patients));
    }
  }

  private record Origin(
      @Nullable String frozenWeights,
      Provenance.@Nullable Data data,
      @Nullable List<Provenance.Test> tests) {}

  private ClassifierJson() {}

  /**
   * Writes thresholds.
   *
   * @param thresholds a threshold for each task
   * @return an array
   */
  public static String ofThresholds(List<TaskThreshold> thresholds) {
    return write(thresholds);
  }

  /**
   * Reads thresholds.
   *
   * @param json the output of {@link #ofThresholds}
   * @return a threshold for each task
   * @throws JsonProcessingException if the JSON is invalid
   */
  public static List<TaskThreshold> thresholds(String json) throws JsonProcessingException {
    List<TaskThreshold> thresholds = JSON.readValue(json, new TypeReference<>() {});
    if (thresholds == null || thresholds.contains(null)) {
      throw new IllegalArgumentException("the list of thresholds is not complete");
    }
    return thresholds;
  }

  /**
   * Writes a recalibration.
   *
   * @param recalibration the recalibration
   * @return an object
   */
  public static String ofRecalibration(Recalibration recalibration) {
    return write(RecalibrationJson.write(recalibration, JSON));
  }

  /**
   * Reads a recalibration.
   *
   * @param json the output of {@link #ofRecalibration}
   * @return the recalibration
   * @throws JsonProcessingException if the JSON is invalid
   */
  public static Recalibration recalibration(String json) throws JsonProcessingException {
    return RecalibrationJson.read(JSON.readTree(json), JSON);
  }

  /**
   * Writes the calibration of prediction sets.
   *
   * @param sets the calibration
   * @return an object
   */
  public static String ofPredictionSets(PredictionSets sets) {
    return write(PredictionSetsJson.of(sets));
  }

  /**
   * Reads the calibration of prediction sets.
   *
   * @param json the output of {@link #ofPredictionSets}
   * @return the calibration
   * @throws JsonProcessingException if the JSON is invalid
   * @throws IllegalArgumentException if a list is missing or has invalid values, or the score is
   *     unknown
   */
  public static PredictionSets predictionSets(String json) throws JsonProcessingException {
    return read(json, PredictionSetsJson.class).sets();
  }

  /**
   * Writes a score of novelty.
   *
   * @param detector the score
   * @return an object
   */
  public static String ofNovelty(NoveltyDetector detector) {
    return write(NoveltyJson.of(detector));
  }

  /**
   * Reads a score of novelty.
   *
   * @param json the output of {@link #ofNovelty}
   * @return the score
   * @throws JsonProcessingException if the JSON is invalid
   * @throws IllegalArgumentException if a list is missing or has invalid values, or the score is
   *     unknown
   */
  public static NoveltyDetector novelty(String json) throws JsonProcessingException {
    return read(json, NoveltyJson.class).detector();
  }

  /**
   * Writes hashes of training images.
   *
   * @param images the images
   * @return an object
   */
  public static String ofTrainingImages(TrainingImages images) {
    return write(new Images(Hashes.of(images.training()), Hashes.of(images.validation())));
  }

  /**
   * Reads hashes of training images.
   *
   * @param json the output of {@link #ofTrainingImages}
   * @return the images
   * @throws JsonProcessingException if the JSON is invalid
   * @throws IllegalArgumentException if a list of hashes is truncated
   */
  public static TrainingImages trainingImages(String json) throws JsonProcessingException {
    Images images = read(json, Images.class);
    return new TrainingImages(images.training().part(), images.validation().part());
  }

  /**
   * Writes the provenance of a classifier, without its facts.
   *
   * @param provenance the provenance
   * @return an object
   */
  public static String ofOrigin(Provenance provenance) {
    return write(
        new Origin(
            provenance.body() instanceof Provenance.Frozen frozen ? frozen.weights() : null,
            provenance.data().orElse(null),
            provenance.tests()));
  }

  /**
   * Reads the provenance of a classifier.
   *
   * @param json the output of {@link #ofOrigin}
   * @param facts the facts
   * @return the provenance with the facts
   * @throws JsonProcessingException if the JSON is invalid
   */
  public static Provenance origin(String json, Map<String, String> facts)
      throws JsonProcessingException {
    Origin origin = read(json, Origin.class);
    return new Provenance(
        origin.frozenWeights() == null
            ? new Provenance.Trained()
            : new Provenance.Frozen(origin.frozenWeights()),
        Optional.ofNullable(origin.data()),
        origin.tests() == null ? List.of() : origin.tests(),
        facts);
  }

  /**
   * Writes the scales of activations in 8 bits.
   *
   * @param scales the scales
   * @return an object
   */
  public static String ofQuantization(QuantizationScales scales) {
    return write(scales);
  }

  /**
   * Reads the scales of activations in 8 bits.
   *
   * @param json the output of {@link #ofQuantization}
   * @return the scales
   * @throws JsonProcessingException if the JSON is invalid
   */
  public static QuantizationScales quantization(String json) throws JsonProcessingException {
    return read(json, QuantizationScales.class);
  }

  private static <T> T read(String json, Class<T> type) throws JsonProcessingException {
    T value = JSON.readValue(json, type);
    if (value == null) {
      throw new IllegalArgumentException("the JSON is null, not an object");
    }
    return value;
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String text(Set<Long> hashes) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(hashes.size(), Longs.BYTES));
    new TreeSet<>(hashes).forEach(bytes::putLong);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static Set<Long> hashes(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
    if (bytes.remaining() % Longs.BYTES != 0) {
      throw new IllegalArgumentException(
          "the hashes of training images have "
              + bytes.remaining()
              + " bytes, which is not a multiple of 8");
    }
    Set<Long> hashes = new HashSet<>();
    while (bytes.hasRemaining()) {
      hashes.add(bytes.getLong());
    }
    return hashes;
  }
}
