package io.github.derm4j.model.training;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.ContentHashes;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.internal.SoftwareVersions;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The facts that determine the result of a training, which checkpoints and classifiers record.
 *
 * @param values the options and images by name
 */
record TrainingFacts(Map<String, String> values) {

  /** The facts about the length of training; a checkpoint may be resumed with more epochs. */
  static final String EPOCHS_ASKED = "epochsAsked";

  private static final String EPOCHS = "epochs";

  static TrainingFacts of(
      Map<String, String> options,
      LabelledRecords train,
      LabelledRecords validation,
      ContentHashes contents) {
    Map<String, String> facts = new LinkedHashMap<>(options);
    facts.put("trainingImages", Integer.toString(train.size()));
    facts.put("trainingData", train.fingerprint());
    facts.put("trainingContents", train.fingerprint(contents));
    facts.put("validationImages", Integer.toString(validation.size()));
    facts.put("validationData", validation.fingerprint());
    facts.put("validationContents", validation.fingerprint(contents));
    return new TrainingFacts(facts);
  }

  static TrainingFacts of(
      Map<String, String> options,
      List<LesionRecord> train,
      List<LesionRecord> validation,
      DiseasePartition classes,
      ContentHashes contents) {
    return of(
        options,
        LabelledRecords.ofTraining(train, classes),
        LabelledRecords.ofSeen(validation, classes),
        contents);
  }

  /** The facts that must be equal for a training to continue from a checkpoint. */
  Map<String, String> ofCheckpoint() {
    Map<String, String> facts = new LinkedHashMap<>(values);
    facts.remove(EPOCHS_ASKED);
    return facts;
  }

  /** All facts about a classifier, with the reached figures. */
  Map<String, String> ofClassifier(TrainedNetwork network, double epochs) {
    Map<String, String> provenance = new LinkedHashMap<>(values);
    provenance.put(EPOCHS, text(epochs));
    provenance.putAll(network.figures());
    provenance.putAll(SoftwareVersions.facts());
    return provenance;
  }

  /** Formats a whole number without decimals: 3, not 3.0. */
  private static String text(double epochs) {
    return epochs == Math.rint(epochs) ? Long.toString((long) epochs) : Double.toString(epochs);
  }

  /**
   * Checks that a classifier was trained with these options and images.
   *
   * @throws IOException if not; the message names the file and the differences
   */
  void requireSame(Path file, LesionClassifier classifier) throws IOException {
    Map<String, String> written = new LinkedHashMap<>(classifier.provenance().facts());
    written
        .keySet()
        .removeIf(
            name ->
                name.equals(EPOCHS)
                    || name.startsWith(TrainedNetwork.REACHED)
                    || name.startsWith(SoftwareVersions.VERSION));
    SameTraining.require(file, written, values);
  }
}
