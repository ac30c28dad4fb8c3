package io.github.derm4j.model.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.model.ClassifierFacts;
import io.github.derm4j.model.ClassifierJson;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.taxonomy.format.PartitionJson;
import io.github.derm4j.taxonomy.format.TaxonomyJson;
import io.github.derm4j.taxonomy.internal.Digits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The ONNX metadata of an exported network: text by name.
 *
 * @param facts the facts of the classifier beside its network
 * @param preprocessing the preprocessing of an image for the network
 */
record OnnxMetadata(ClassifierFacts facts, Preprocessing preprocessing) {

  private static final String FORMAT = "derm4j.format";
  private static final String TAXONOMY = "derm4j.taxonomy";
  private static final String PARTITION = "derm4j.partition";
  private static final String PREPROCESSING = "derm4j.preprocessing";
  private static final String PROVENANCE = "derm4j.provenance";
  private static final String ORIGIN = "derm4j.origin";
  private static final String THRESHOLDS = "derm4j.thresholds";
  private static final String RECALIBRATION = "derm4j.recalibration";
  private static final String PREDICTION_SETS = "derm4j.predictionSets";
  private static final String NOVELTY = "derm4j.novelty";
  private static final String TRAINING_IMAGES = "derm4j.trainingImages";
  private static final String QUANTIZATION = "derm4j.quantization";
  private static final String VERSION = "1";

  private static final TypeReference<Map<String, String>> FACTS = new TypeReference<>() {};
  private static final ObjectMapper JSON = new ObjectMapper();

  Map<String, String> toText() {
    Map<String, String> text = new LinkedHashMap<>();
    text.put(FORMAT, VERSION);
    text.put(TAXONOMY, TaxonomyJson.write(facts.partition().taxonomy()));
    text.put(PARTITION, PartitionJson.write(facts.partition()));
    try {
      text.put(PREPROCESSING, JSON.writeValueAsString(preprocessing));
      text.put(PROVENANCE, JSON.writeValueAsString(facts.provenance().facts()));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
    text.put(ORIGIN, ClassifierJson.ofOrigin(facts.provenance()));
    text.put(THRESHOLDS, ClassifierJson.ofThresholds(facts.thresholds()));
    facts
        .recalibration()
        .ifPresent(fit -> text.put(RECALIBRATION, ClassifierJson.ofRecalibration(fit)));
    facts
        .predictionSets()
        .ifPresent(fit -> text.put(PREDICTION_SETS, ClassifierJson.ofPredictionSets(fit)));
    facts.novelty().ifPresent(fit -> text.put(NOVELTY, ClassifierJson.ofNovelty(fit)));
    facts
        .trainingImages()
        .ifPresent(images -> text.put(TRAINING_IMAGES, ClassifierJson.ofTrainingImages(images)));
    facts
        .quantization()
        .ifPresent(scales -> text.put(QUANTIZATION, ClassifierJson.ofQuantization(scales)));
    return text;
  }

  /**
   * Reads the output of {@link #toText}.
   *
   * @throws IllegalArgumentException if an entry is missing, unreadable or of a later format
   */
  static OnnxMetadata of(Map<String, String> text) {
    String format = text.get(FORMAT);
    if (format == null) {
      throw new IllegalArgumentException(
          "it was not exported by Derm4j; export a model.zip with 'derm export'");
    }
    if (!format.equals(VERSION)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "export format %s, this version reads format %s; use the version that wrote it, or a newer one",
              format,
              VERSION));
    }
    try {
      Map<String, String> facts = JSON.readValue(required(text, PROVENANCE), FACTS);
      Preprocessing preprocessing =
          JSON.readValue(required(text, PREPROCESSING), Preprocessing.class);
      if (facts == null || preprocessing == null) {
        throw new IllegalArgumentException("its metadata have no facts; export it again");
      }
      // Files of earlier versions lack some of these entries.
      String origin = text.get(ORIGIN);
      String thresholds = text.get(THRESHOLDS);
      String recalibration = text.get(RECALIBRATION);
      String sets = text.get(PREDICTION_SETS);
      String novelty = text.get(NOVELTY);
      String images = text.get(TRAINING_IMAGES);
      String quantization = text.get(QUANTIZATION);
      return new OnnxMetadata(
          new ClassifierFacts(
              PartitionJson.read(
                  required(text, PARTITION), TaxonomyJson.read(required(text, TAXONOMY))),
              origin == null
                  ? Provenance.ofTrainedBody(facts)
                  : ClassifierJson.origin(origin, facts),
              thresholds == null ? List.of() : ClassifierJson.thresholds(thresholds),
              recalibration == null
                  ? Optional.empty()
                  : Optional.of(ClassifierJson.recalibration(recalibration)),
              sets == null ? Optional.empty() : Optional.of(ClassifierJson.predictionSets(sets)),
              images == null
                  ? Optional.empty()
                  : Optional.of(ClassifierJson.trainingImages(images)),
              quantization == null
                  ? Optional.empty()
                  : Optional.of(ClassifierJson.quantization(quantization)),
              novelty == null ? Optional.empty() : Optional.of(ClassifierJson.novelty(novelty))),
          preprocessing);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "unreadable metadata (" + Digits.ascii(e.getOriginalMessage()) + ")", e);
    }
  }

  private static String required(Map<String, String> text, String name) {
    String value = text.get(name);
    if (value == null) {
      throw new IllegalArgumentException("its metadata lack " + name + "; export it again");
    }
    return value;
  }
}
