package io.github.derm4j.model.training;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.split.GroupedFolds;
import io.github.derm4j.model.ContentHashes;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.TrainingOverlap;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains a classifier for each fold on the other folds, and tests it on the fold's own images. The
 * paper has nine folds. No lesion is in two folds.
 *
 * <p>The fold after the held-out one is for validation, the others for training. Every fold's
 * classifier is saved after training, and a training of all layers has checkpoints, so an
 * interrupted run resumes when it is restarted.
 */
public final class CrossValidator {

  private final GroupedFolds folds;
  private final ImageSource images;
  private final Path folder;
  private final TrainingListener listener;
  private final int run;
  private final @Nullable Tests tests;

  /** The test figures that the file of a fold's classifier records. */
  private record Tests(
      List<TaskDefinition> tasks, Provenance.Data data, Consumer<String> warnings) {}

  /**
   * A cross-validation of all folds.
   *
   * @param folds three or more
   * @param images the source of the files
   * @param folder the folder for classifiers and checkpoints, created if it does not exist
   * @param listener receives the progress
   * @throws IllegalArgumentException if there are only two folds
   */
  public CrossValidator(
      GroupedFolds folds, ImageSource images, Path folder, TrainingListener listener) {
    this(folds, images, folder, listener, folds.count(), null);
  }

  private CrossValidator(
      GroupedFolds folds,
      ImageSource images,
      Path folder,
      TrainingListener listener,
      int run,
      @Nullable Tests tests) {
    if (folds.count() < 3) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d folds: at least 3 are needed: one held out, one for validation and one for"
                  + " training",
              folds.count()));
    }
    this.folds = folds;
    this.images = images;
    this.folder = folder;
    this.listener = listener;
    this.run = run;
    this.tests = tests;
  }

  /**
   * A copy that holds out only some of the folds, which takes less time; each network still learns
   * from the same number of images.
   *
   * @param count the number of folds, counted from the first
   * @return a changed copy
   * @throws IllegalArgumentException if there are fewer folds, or {@code count} is 0
   */
  public CrossValidator withFirst(int count) {
    if (count < 1 || count > folds.count()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d folds are to be held out in turn: must be 1 to %d",
              count,
              folds.count()));
    }
    return new CrossValidator(folds, images, folder, listener, count, tests);
  }

  /**
   * A copy that tests each classifier on binary tasks and adds to its file the same facts as a
   * single training run: the data set, the thresholds that were chosen on the validation fold, and
   * the figures of the held-out fold.
   *
   * @param tasks the tasks
   * @param data the data set of the folds
   * @param warnings receives a warning for each fold that contains images of its training set, such
   *     as copies under another id
   * @return a changed copy
   */
  public CrossValidator withTests(
      List<TaskDefinition> tasks, Provenance.Data data, Consumer<String> warnings) {
    return new CrossValidator(
        folds, images, folder, listener, run, new Tests(List.copyOf(tasks), data, warnings));
  }

  /**
   * Trains and tests every fold that is not finished yet.
   *
   * @param target the training classes of the networks; each target has its own folder
   * @param trainer trains every fold
   * @return the results of the folds, in order
   * @throws IOException if images can't be read, a file can't be written, or a file of an earlier
   *     run was made with different options or images
   * @throws TrainingStoppedException if the trainer was stopped, or the thread interrupted
   */
  public List<FoldResult> run(TrainingTarget target, Trainer trainer) throws IOException {
    Path targetFolder = Files.createDirectories(folder.resolve(target.name()));
    List<FoldResult> results = new ArrayList<>();
    for (int fold = 0; fold < run; fold++) {
      List<LesionRecord> heldOut = labelled(target, folds.heldOut(fold));
      listener.foldStarted(target.name(), fold, run);
      listener.started(
          String.format(Locale.ROOT, "%s, fold %d of %d", target.name(), fold + 1, run),
          heldOut.size());
      LesionClassifier classifier = classifier(target, trainer, fold, targetFolder);
      FoldResult result =
          new FoldResult(fold, classifier, classifier.probabilities(heldOut, images, listener));
      if (tests != null && classifier.provenance().data().isEmpty()) {
        tested(result, labelled(target, folds.heldOut(next(fold))), tests)
            .write(file(target, fold));
      }
      results.add(result);
    }
    return List.copyOf(results);
  }

  /** Reports leaks that remain although the folds are divided by lesion. */
  private LesionClassifier tested(FoldResult fold, List<LesionRecord> validation, Tests known)
      throws IOException {
    Evaluator evaluator =
        Evaluator.of(fold.classifier())
            .withOverlapAllowed()
            .withTasks(known.tasks())
            .withListener(listener)
            .withValidation(validation, images);
    Optional<TrainingOverlap> overlap = evaluator.overlap(fold.heldOut().records(), images);
    overlap
        .filter(found -> !found.isNone())
        .ifPresent(
            found -> known.warnings().accept("fold " + (fold.fold() + 1) + ": " + found.text()));
    return evaluator
        .evaluate(fold.heldOut(), null, overlap)
        .addTo(fold.classifier().withData(known.data()));
  }

  /** The fold for validation. */
  private int next(int fold) {
    return (fold + 1) % folds.count();
  }

  /**
   * The file of a fold's classifier.
   *
   * @param target the training classes of the networks
   * @param fold the held-out fold, from 0
   * @return the file, which exists once the fold has been trained
   */
  public Path file(TrainingTarget target, int fold) {
    return folder
        .resolve(target.name())
        .resolve(String.format(Locale.ROOT, "fold-%d.zip", fold + 1));
  }

  private LesionClassifier classifier(
      TrainingTarget target, Trainer trainer, int fold, Path targetFolder) throws IOException {
    int next = next(fold);
    List<LesionRecord> validation = labelled(target, folds.heldOut(next));
    List<LesionRecord> train = new ArrayList<>();
    for (int other = 0; other < folds.count(); other++) {
      if (other != fold && other != next) {
        train.addAll(labelled(target, folds.heldOut(other)));
      }
    }
    DiseasePartition partition = target.classes().apply(train);
    Path file = file(target, fold);
    Path checkpoints =
        targetFolder.resolve(String.format(Locale.ROOT, "fold-%d-checkpoints", fold + 1));
    if (Files.exists(file)) {
      LesionClassifier classifier = LesionClassifier.load(file);
      List<LesionRecord> both = new ArrayList<>(train);
      both.addAll(validation);
      TrainingFacts.of(
              trainer.options(),
              train,
              validation,
              partition,
              ContentHashes.of(both, images, listener))
          .requireSame(file, classifier);
      return classifier;
    }
    TrainingResult trained =
        trainer.withCheckpoints(checkpoints).train(train, validation, images, partition);
    if (trained.interrupted()) {
      throw new TrainingStoppedException(
          String.format(
              Locale.ROOT, "Stopped in fold %d of %d; run it again to continue", fold + 1, run));
    }
    trained.classifier().write(file);
    Checkpoints.in(checkpoints).delete();
    return trained.classifier();
  }

  private static List<LesionRecord> labelled(TrainingTarget target, List<LesionRecord> records) {
    return records.stream().map(target.label()).toList();
  }
}
