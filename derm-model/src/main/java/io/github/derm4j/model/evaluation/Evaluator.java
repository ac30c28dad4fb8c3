package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the probabilities of a classifier, or of a table, on test images.
 *
 * <p>Each binary task has a score for each image, the summed probability of the classes on the
 * positive side divided by that of both sides; the area under the ROC curve with DeLong's interval
 * (DeLong et al. 1988), or its generalisation for clusters where a lesion has several test images
 * (Obuchowski 1997); and the calls at a threshold that maximises the Youden index on the
 * {@linkplain #withValidation validation images}, never on the test images. Without validation
 * images, the threshold that came with the classifier is used, if its training chose one for the
 * task.
 *
 * <p>An evaluator is immutable; each method below returns a changed copy.
 *
 * <pre>{@code
 * Evaluation evaluation =
 *     Evaluator.of(classifier)
 *         .withTasks(tasks)
 *         .withValidation(split.validation(), images)
 *         .evaluate(split.test(), images);
 * HtmlReport.of(evaluation).write(Path.of("report.html"));
 * }</pre>
 *
 * <p>Research software, not a medical device.
 */
public final class Evaluator {

  private final @Nullable ImageClassifier classifier;
  private final DiseasePartition partition;
  private final Settings settings;

  /** What is set, so that a copy changes one value. */
  private record Settings(
      @Nullable List<TaskDefinition> tasks,
      List<LesionRecord> training,
      @Nullable Part validation,
      @Nullable Threshold threshold,
      @Nullable StudyData data,
      long seed,
      ProgressListener listener) {}

  /** Images of a part, classified already or not yet. */
  private record Part(
      List<LesionRecord> records, @Nullable ImageSource images, @Nullable Predictions known) {}

  private Evaluator(
      @Nullable ImageClassifier classifier, DiseasePartition partition, Settings settings) {
    this.classifier = classifier;
    this.partition = partition;
    this.settings = settings;
  }

  /**
   * Evaluates a classifier.
   *
   * @param classifier a trained classifier, run by any engine
   * @return an evaluator with the tasks that are known in the classifier's tree
   */
  public static Evaluator of(ImageClassifier classifier) {
    return new Evaluator(classifier, classifier.partition(), standard());
  }

  /**
   * Evaluates probabilities that were computed elsewhere.
   *
   * @param partition the training classes, in the order of the probabilities
   * @return an evaluator with the tasks that are known in the tree
   */
  public static Evaluator of(DiseasePartition partition) {
    return new Evaluator(null, partition, standard());
  }

  private static Settings standard() {
    return new Settings(null, List.of(), null, null, null, 1, ProgressListener.NONE);
  }

  /**
   * The binary tasks to evaluate.
   *
   * @param tasks the tasks; by default {@link TaskDefinition#knownIn}
   * @return a changed copy
   */
  public Evaluator withTasks(List<TaskDefinition> tasks) {
    return with(
        new Settings(
            List.copyOf(tasks),
            settings.training,
            settings.validation,
            settings.threshold,
            settings.data,
            settings.seed,
            settings.listener));
  }

  /**
   * The images that the classifier was trained with. They count in the report, and no lesion may be
   * both among them and among the test images.
   *
   * @param records the training images
   * @return a changed copy
   */
  public Evaluator withTraining(List<LesionRecord> records) {
    return with(
        new Settings(
            settings.tasks,
            List.copyOf(records),
            settings.validation,
            settings.threshold,
            settings.data,
            settings.seed,
            settings.listener));
  }

  /**
   * The images to choose thresholds on. They are classified when {@link #evaluate} is called.
   *
   * @param records the validation images
   * @param images where their files are
   * @return a changed copy
   */
  public Evaluator withValidation(List<LesionRecord> records, ImageSource images) {
    return withValidation(new Part(List.copyOf(records), images, null));
  }

  /**
   * The probabilities to choose thresholds on.
   *
   * @param predictions those of the validation images
   * @return a changed copy
   */
  public Evaluator withValidation(Predictions predictions) {
    return withValidation(new Part(predictions.records(), null, predictions));
  }

  private Evaluator withValidation(Part part) {
    return with(
        new Settings(
            settings.tasks,
            settings.training,
            part,
            settings.threshold,
            settings.data,
            settings.seed,
            settings.listener));
  }

  /**
   * A threshold that was chosen elsewhere, for all tasks; validation images choose none then.
   *
   * @param value a score in [0, 1]; {@code score >= value} is a positive call
   * @param origin where it comes from, as the report says it, such as {@code "chosen for a
   *     sensitivity of 0.9 in 2023"}
   * @return a changed copy
   * @throws IllegalArgumentException if the value is not in [0, 1]
   */
  public Evaluator withThreshold(double value, String origin) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "threshold = " + value + ": a score is a probability; give a number from 0 to 1");
    }
    return with(
        new Settings(
            settings.tasks,
            settings.training,
            settings.validation,
            new Threshold(value, origin),
            settings.data,
            settings.seed,
            settings.listener));
  }

  /**
   * What the report says of the data; by default the parts that this evaluator knows.
   *
   * @param data the images and how they were divided
   * @return a changed copy
   */
  public Evaluator withData(StudyData data) {
    return with(
        new Settings(
            settings.tasks,
            settings.training,
            settings.validation,
            settings.threshold,
            data,
            settings.seed,
            settings.listener));
  }

  /**
   * The seed of the choice of sample images.
   *
   * @param seed any number; 1 by default
   * @return a changed copy
   */
  public Evaluator withSeed(long seed) {
    return with(
        new Settings(
            settings.tasks,
            settings.training,
            settings.validation,
            settings.threshold,
            settings.data,
            seed,
            settings.listener));
  }

  /**
   * Receives the progress of the classification.
   *
   * @param listener the listener
   * @return a changed copy
   */
  public Evaluator withListener(ProgressListener listener) {
    return with(
        new Settings(
            settings.tasks,
            settings.training,
            settings.validation,
            settings.threshold,
            settings.data,
            settings.seed,
            listener));
  }

  private Evaluator with(Settings changed) {
    return new Evaluator(classifier, partition, changed);
  }

  /**
   * Classifies test images and evaluates their probabilities. A few of them become samples of the
   * report.
   *
   * @param records the test images
   * @param images where their files are
   * @return the figures
   * @throws IOException if the source fails
   * @throws IllegalArgumentException if no test image can be read, or a lesion is in two parts
   * @throws IllegalStateException if there is no classifier
   */
  public Evaluation evaluate(List<LesionRecord> records, ImageSource images) throws IOException {
    return evaluate(classify(records, images), images);
  }

  /**
   * Evaluates probabilities of test images.
   *
   * @param test the probabilities
   * @return the figures, without samples
   * @throws IOException if the source of the validation images fails
   * @throws IllegalArgumentException if there is no test image, or a lesion is in two parts
   */
  public Evaluation evaluate(Predictions test) throws IOException {
    return evaluate(test, null);
  }

  /**
   * Evaluates probabilities of test images that are at hand.
   *
   * @param test the probabilities
   * @param images where the files of the test images are, for a few samples; null for none
   * @return the figures
   * @throws IOException if the source of the validation images fails
   * @throws IllegalArgumentException if there is no test image, or a lesion is in two parts
   */
  public Evaluation evaluate(Predictions test, @Nullable ImageSource images) throws IOException {
    if (test.records().isEmpty()) {
      throw new IllegalArgumentException(
          "there is no test image that can be read; give more images or a larger test fraction");
    }
    Predictions validation = validation();
    Lesions.requireDisjoint("training", settings.training, "test", test.records());
    Lesions.requireDisjoint("training", settings.training, "validation", validation.records());
    Lesions.requireDisjoint("validation", validation.records(), "test", test.records());
    StudyData data =
        settings.data == null ? data(validation.records(), test.records()) : settings.data;
    TaskEvaluator evaluator =
        new TaskEvaluator(
            partition,
            data.counts(),
            validation,
            test,
            settings.threshold,
            classifier == null ? List.of() : classifier.thresholds());
    List<TaskDefinition> tasks =
        settings.tasks == null ? TaskDefinition.knownIn(partition.taxonomy()) : settings.tasks;
    tasks.forEach(evaluator::evaluate);
    return new Evaluation(
        data,
        test,
        evaluator.results(),
        evaluator.skipped(),
        InferenceLevels.deepest(partition)
            .flatMap(level -> InferenceConfusion.find(level, test.records(), test.probabilities())),
        images == null ? List.of() : Samples.of(test, partition, images, settings.seed));
  }

  private Predictions validation() throws IOException {
    Part part = settings.validation;
    if (part == null || part.records.isEmpty()) {
      return new Predictions(List.of(), new float[0][], List.of());
    }
    if (part.known != null) {
      return part.known;
    }
    return classify(part.records, Objects.requireNonNull(part.images));
  }

  private Predictions classify(List<LesionRecord> records, ImageSource images) throws IOException {
    if (classifier == null) {
      throw new IllegalStateException(
          "this evaluator has no classifier; give probabilities, or begin with"
              + " Evaluator.of(classifier)");
    }
    return classifier.probabilities(records, images, settings.listener);
  }

  private StudyData data(List<LesionRecord> validation, List<LesionRecord> test) {
    List<StudyData.Part> parts = new ArrayList<>();
    if (!settings.training.isEmpty()) {
      parts.add(Lesions.count("training", settings.training));
    }
    parts.add(Lesions.count("validation", validation));
    parts.add(Lesions.count("test", test));
    return new StudyData(
        DiseaseCounts.ofLabels(
            partition.taxonomy(),
            Stream.of(settings.training, validation, test)
                .flatMap(List::stream)
                .map(LesionRecord::diagnosis)
                .toList()),
        partition,
        parts,
        List.of());
  }
}
