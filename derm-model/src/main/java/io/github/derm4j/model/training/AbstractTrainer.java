package io.github.derm4j.model.training;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.ContentHashes;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.TrainingImages;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.TrainingClass;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The common part of both trainers: the checks before training, and the classifier after it. */
abstract class AbstractTrainer implements Trainer {

  private final TrainingListener listener;
  private final StopSignal stop;

  AbstractTrainer(TrainingListener listener, StopSignal stop) {
    this.listener = listener;
    this.stop = stop;
  }

  @Override
  public final TrainingResult train(
      List<LesionRecord> train,
      List<LesionRecord> validation,
      ImageSource images,
      DiseasePartition classes)
      throws IOException {
    requireImages("training", train);
    requireClasses(train, classes);
    LabelledRecords trainLabels = LabelledRecords.ofTraining(train, classes);
    LabelledRecords validationLabels = LabelledRecords.ofSeen(validation, classes);
    requireImages("validation", validationLabels.records());
    requireEveryClass(trainLabels);
    TrainingLog log = new TrainingLog(listener);
    ContentHashes contents = ContentHashes.of(both(train, validation), images, listener);
    TrainingFacts facts = TrainingFacts.of(options(), trainLabels, validationLabels, contents);
    TrainingImages known = TrainingImages.of(train, validation, contents);
    try {
      TrainedNetwork network = run(trainLabels, validationLabels, images, facts, log);
      LesionClassifier trained = classifier(network, classes, facts, log).withTrainingImages(known);
      return new TrainingResult(
          stop.requested()
              ? trained
              : new NoveltyFit(trainLabels, validationLabels)
                  .fit(network, images, listener, stop)
                  .map(trained::withNovelty)
                  .orElse(trained),
          log.epochs(),
          log.epochsTrained(),
          log.skipped(),
          stop.requested());
    } catch (TrainingStoppedException e) {
      TrainedNetwork lastGood = e.network();
      throw lastGood == null
          ? e
          : e.with(classifier(lastGood, classes, facts, log).withTrainingImages(known));
    }
  }

  private static List<LesionRecord> both(List<LesionRecord> train, List<LesionRecord> validation) {
    return Stream.concat(train.stream(), validation.stream()).toList();
  }

  /** Trains on images that were already checked. */
  abstract TrainedNetwork run(
      LabelledRecords train,
      LabelledRecords validation,
      ImageSource images,
      TrainingFacts facts,
      TrainingLog log)
      throws IOException;

  abstract Provenance provenance(Map<String, String> facts);

  private LesionClassifier classifier(
      TrainedNetwork network, DiseasePartition classes, TrainingFacts facts, TrainingLog log) {
    return new LesionClassifier(
        network.extractor(),
        network.head(),
        classes,
        provenance(facts.ofClassifier(network, log.epochsTrained())));
  }

  @Override
  public final void requestStop() {
    stop.request();
  }

  final StopSignal stop() {
    return stop;
  }

  final TrainingListener listener() {
    return listener;
  }

  private static void requireClasses(List<LesionRecord> train, DiseasePartition classes) {
    if (classes.classes().size() > 1) {
      return;
    }
    List<String> diagnoses =
        train.stream().map(each -> each.diagnosis().name()).distinct().toList();
    throw new IllegalArgumentException(
        diagnoses.size() == 1
            ? "all training images have the diagnosis '"
                + diagnoses.get(0)
                + "'; a classifier needs at least two diagnoses"
            : String.format(
                Locale.ROOT,
                "The partition has %d training class; lower maxClassSize (%d) until it has two or"
                    + " more",
                classes.classes().size(),
                classes.maxClassSize()));
  }

  private static void requireImages(String part, List<LesionRecord> records) {
    if (records.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "There is no %s image; give more images or another split", part));
    }
  }

  private static void requireEveryClass(LabelledRecords train) {
    Set<Integer> seen = new HashSet<>(train.labels().values());
    for (TrainingClass each : train.partition().classes()) {
      if (!seen.contains(each.index())) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "The training class '%s' has no training image; divide the tree by the counts of the training images",
                each.name()));
      }
    }
  }
}
