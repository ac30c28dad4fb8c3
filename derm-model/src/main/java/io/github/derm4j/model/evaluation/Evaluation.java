package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.data.split.DatasetSplit;
import io.github.derm4j.metrics.ClusteredAccuracy;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.metrics.MulticlassScores;
import io.github.derm4j.metrics.ReaderStudy;
import io.github.derm4j.metrics.SubgroupCorrelation;
import io.github.derm4j.metrics.SubgroupTable;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.TrainingOverlap;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The result of an {@link Evaluator}: tasks, confusion and predictions of the test images.
 *
 * @param data the images and their split
 * @param predictions the probabilities of the test images
 * @param tasks the binary tasks that could be evaluated
 * @param skippedTasks the tasks that could not be evaluated, with the reason
 * @param calibration the agreement of the probabilities with the truth
 * @param confusion the confusion matrix over inference classes, if a level of the tree allows one
 * @param accuracy the accuracies over the same inference classes, clustered by lesion
 * @param classes the figures of the same inference classes
 * @param samples a few test images with their most probable classes; empty if the images were not
 *     available
 * @param errors the most confident wrong predictions, in the form of the samples
 * @param overlap the test images that are not new to the classifier; empty if its training images
 *     are unknown
 * @param comparison the comparison with a second classifier, if there is one
 * @param readers the operating points of readers, by the name of the task
 * @param presets figures by the classes of challenges
 * @param abstention answers with a guaranteed coverage, and the errors of the confident answers
 * @param novelty the test images that are unlike the training images; empty if the classifier has
 *     no such score
 */
public record Evaluation(
    StudyData data,
    Predictions predictions,
    List<TaskResult> tasks,
    List<SkippedTask> skippedTasks,
    CalibrationResult calibration,
    Optional<ConfusionMatrix> confusion,
    Optional<ClusteredAccuracy> accuracy,
    Optional<ClassFigures> classes,
    List<Sample> samples,
    List<Sample> errors,
    Optional<TrainingOverlap> overlap,
    Optional<ModelComparison> comparison,
    Map<String, ReaderStudy> readers,
    List<PresetClasses> presets,
    AbstentionResult abstention,
    Optional<NoveltyResult> novelty) {

  /**
   * Copies the lists and the map.
   *
   * @param data the images and how they were divided
   * @param predictions the probabilities of the test images
   * @param tasks the binary tasks that could be evaluated
   * @param skippedTasks those that could not, with the reason
   * @param calibration how well the probabilities agree with the truth
   * @param confusion the confusion matrix over inference classes
   * @param accuracy the accuracies over the same inference classes
   * @param classes the same inference classes against each other
   * @param samples a few test images with their most probable classes
   * @param errors the most confident wrong answers
   * @param overlap the test images that are not new to the classifier
   * @param comparison the comparison with a second classifier
   * @param readers the operating points of readers
   * @param presets figures by the classes of challenges
   * @param abstention answers with a guaranteed coverage
   * @param novelty the test images that are unlike the training images
   */
  public Evaluation {
    tasks = List.copyOf(tasks);
    skippedTasks = List.copyOf(skippedTasks);
    samples = List.copyOf(samples);
    errors = List.copyOf(errors);
    readers = Map.copyOf(readers);
    presets = List.copyOf(presets);
  }

  /**
   * An evaluation without a second classifier, readers, prediction sets and scores of novelty.
   *
   * @param data the images and their split
   * @param predictions the probabilities of the test images
   * @param tasks the binary tasks that could be evaluated
   * @param skippedTasks the tasks that could not be evaluated, with the reason
   * @param calibration the agreement of the probabilities with the truth
   * @param confusion the confusion matrix over inference classes
   * @param accuracy the accuracies over the same inference classes
   * @param classes the figures of the same inference classes
   * @param samples a few test images with their most probable classes
   * @param errors the most confident wrong predictions
   * @param overlap the test images that are not new to the classifier
   */
  public Evaluation(
      StudyData data,
      Predictions predictions,
      List<TaskResult> tasks,
      List<SkippedTask> skippedTasks,
      CalibrationResult calibration,
      Optional<ConfusionMatrix> confusion,
      Optional<ClusteredAccuracy> accuracy,
      Optional<ClassFigures> classes,
      List<Sample> samples,
      List<Sample> errors,
      Optional<TrainingOverlap> overlap) {
    this(
        data,
        predictions,
        tasks,
        skippedTasks,
        calibration,
        confusion,
        accuracy,
        classes,
        samples,
        errors,
        overlap,
        Optional.empty(),
        Map.of(),
        List.of(),
        AbstentionResult.none("none was requested"),
        Optional.empty());
  }

  /**
   * Compares this evaluation with that of a second classifier on the same images. {@link
   * Relabelling#onto(DatasetSplit, DiseaseTaxonomy)} moves a split onto the second one's tree. The
   * report and {@code metrics.json} show the comparison.
   *
   * @param name the name of the second classifier
   * @param other its evaluation, with tasks of the same names
   * @param seed the seed of the bootstrap
   * @return a copy with the comparison
   * @throws IllegalArgumentException if no task has a counterpart, or an image is on different
   *     sides of a task
   */
  public Evaluation withComparison(String name, Evaluation other, long seed) {
    return with(Optional.of(ModelComparison.of(this, name, other, seed)), readers);
  }

  /**
   * Adds the operating points of readers. The report draws them beside the curve of their task;
   * readers of a task that was skipped are left out.
   *
   * @param table the readers
   * @return a copy with the readers
   * @throws IllegalArgumentException if a task of the table is none of this evaluation
   */
  public Evaluation withReaders(ReaderTable table) {
    table.requireTasks(
        Stream.concat(
                tasks.stream().map(TaskResult::name), skippedTasks.stream().map(SkippedTask::name))
            .toList());
    Map<String, ReaderStudy> known = new HashMap<>(table.studies());
    skippedTasks.forEach(task -> known.remove(task.name()));
    return with(comparison, known);
  }

  private Evaluation with(
      Optional<ModelComparison> newComparison, Map<String, ReaderStudy> newReaders) {
    return new Evaluation(
        data,
        predictions,
        tasks,
        skippedTasks,
        calibration,
        confusion,
        accuracy,
        classes,
        samples,
        errors,
        overlap,
        newComparison,
        newReaders,
        presets,
        abstention,
        novelty);
  }

  /**
   * Finds the result of a task.
   *
   * @param name the name of the task
   * @return its result
   * @throws IllegalArgumentException if there is no such task, or it was skipped
   */
  public TaskResult task(String name) {
    return tasks.stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    skippedTasks.stream()
                        .filter(task -> task.name().equals(name))
                        .map(task -> "'" + name + "' was not evaluated: " + task.reason())
                        .findFirst()
                        .orElse(
                            "there is no task '"
                                + name
                                + "', only "
                                + tasks.stream().map(TaskResult::name).toList())));
  }

  /**
   * Computes the figures of a task within groups of images, at the task's threshold. The intervals
   * allow for lesions with several images.
   *
   * @param task one of {@link #tasks()}
   * @param group the group of an image, such as {@code record -> record.attribute("sex")}; images
   *     without a known group are in the last row
   * @return a row for each group
   */
  public List<SubgroupTable.ClusteredRow> subgroups(
      TaskResult task, Function<LesionRecord, Optional<String>> group) {
    return SubgroupTable.rows(
        task.binaryScores(), groups(task, group), task.threshold(), task.lesions());
  }

  /** The correlation of the groups' figures, if lesions have images in several groups. */
  SubgroupCorrelation correlation(TaskResult task, Function<LesionRecord, Optional<String>> group) {
    return SubgroupCorrelation.of(
        task.binaryScores(), groups(task, group), task.threshold(), task.lesions());
  }

  private List<String> groups(TaskResult task, Function<LesionRecord, Optional<String>> group) {
    Map<String, LesionRecord> byId =
        predictions.records().stream()
            .collect(Collectors.toMap(LesionRecord::imageId, Function.identity()));
    return task.scores().stream()
        .map(score -> byId.get(score.image()))
        .map(record -> record == null ? "" : group.apply(record).orElse(""))
        .toList();
  }

  /**
   * Computes the figures of a task by skin tone, sex, age, body site, modality, archive and
   * confirmation of the diagnosis, if the data contain them, with the largest differences.
   *
   * @param task one of {@link #tasks()}
   * @return the axes of {@link SubgroupAxis#known} with at least two groups
   */
  public List<Subgroups> subgroups(TaskResult task) {
    return Subgroups.of(this, task, SubgroupAxis.known());
  }

  /**
   * Finds what the wrong predictions have in common: pairs of classes and groups of images.
   *
   * @return the patterns of the errors
   */
  public ErrorPatterns errorPatterns() {
    return ErrorPatterns.of(predictions, data.partition());
  }

  /**
   * Joins the probabilities of all training classes with the true class of each image. Images whose
   * diagnosis belongs to no training class are left out.
   *
   * @return the scores; the labels are the ids of the classes
   * @throws IllegalArgumentException if there are fewer than two classes, or no image is left
   */
  public MulticlassScores multiclass() {
    return predictions.multiclass(data.partition());
  }

  /**
   * Adds the results to a classifier: the thresholds, the recalibration and the prediction sets
   * that come from the validation images, and the test figures. Later tests of the classifier use
   * these thresholds.
   *
   * @param classifier the evaluated classifier
   * @return a changed copy
   */
  public LesionClassifier addTo(LesionClassifier classifier) {
    Provenance known = classifier.provenance();
    String name =
        known
            .data()
            .map(data -> data.name() + (data.date().isEmpty() ? "" : " of " + data.date()))
            .orElse("");
    LesionClassifier recalibrated =
        calibration.fitted(name).map(classifier::withRecalibration).orElse(classifier);
    return abstention
        .fitted(name)
        .map(recalibrated::withPredictionSets)
        .orElse(recalibrated)
        .withThresholds(
            tasks.stream().flatMap(task -> task.chosenThreshold(name).stream()).toList())
        .withProvenance(known.withTests(tasks.stream().map(TaskResult::figures).toList()));
  }

  /**
   * Writes {@code metrics.json}: the figures for programs, see {@link MetricsJson}.
   *
   * @param file the file, which gets its name only when it is complete
   * @throws IOException if it can't be written
   */
  public void writeMetrics(Path file) throws IOException {
    writeMetrics(file, RunFacts.titled("Evaluation"));
  }

  /**
   * Writes {@code metrics.json} with the circumstances of the evaluation.
   *
   * @param file the file, which gets its name only when it is complete
   * @param run the circumstances of the evaluation
   * @throws IOException if it can't be written
   */
  public void writeMetrics(Path file, RunFacts run) throws IOException {
    WholeFile.write(file, MetricsJson.write(this, run));
  }

  /**
   * Writes {@code predictions.csv}: the probabilities, as {@link PredictionTable} reads them.
   *
   * @param file the file, which gets its name only when it is complete
   * @throws IOException if it can't be written
   */
  public void writePredictions(Path file) throws IOException {
    WholeFile.write(file, PredictionsCsv.write(predictions, data.partition()));
  }

  /**
   * Writes {@code scores.csv}: truth and score of each image of each task, see {@link ScoresCsv}.
   *
   * @param file the file, which gets its name only when it is complete
   * @throws IOException if it can't be written
   */
  public void writeScores(Path file) throws IOException {
    WholeFile.write(file, ScoresCsv.write(tasks));
  }

  /**
   * Writes {@code comparison.csv}: the scores of both classifiers, see {@link ComparisonCsv}.
   *
   * @param file the file, which appears only when it is complete
   * @throws IOException if it can't be written
   * @throws java.util.NoSuchElementException if there is no comparison
   */
  public void writeComparison(Path file) throws IOException {
    WholeFile.write(file, ComparisonCsv.write(comparison.orElseThrow()));
  }

  /** Formats the figures as text, with one line for each task. */
  @Override
  public String toString() {
    return tasks.stream().map(TaskResult::toString).collect(Collectors.joining("\n"))
        + skippedTasks.stream()
            .map(task -> "\n" + task.name() + ": not evaluated, " + task.reason())
            .collect(Collectors.joining());
  }

  /**
   * A task that can't be evaluated with the labels or the training classes.
   *
   * @param name the name of the task
   * @param reason the reason why it could not be evaluated
   */
  public record SkippedTask(String name, String reason) {}

  /**
   * A test image and its most probable classes.
   *
   * @param image the image's id
   * @param diagnosis the true diagnosis
   * @param dataUri the image in a reduced size, as a {@code data:} URI
   * @param top the most probable training classes, in descending order of probability
   * @param hit whether the first one contains the true diagnosis
   * @param heatMapUri the network's input under a heat map of the most probable class, as a {@code
   *     data:} URI; empty if there is none
   */
  public record Sample(
      String image,
      String diagnosis,
      String dataUri,
      List<ClassProbability> top,
      boolean hit,
      Optional<String> heatMapUri) {
    /**
     * Copies the list.
     *
     * @param image the image's id
     * @param diagnosis the true diagnosis
     * @param dataUri the image in a reduced size, as a {@code data:} URI
     * @param top the most probable training classes
     * @param hit whether the first one contains the true diagnosis
     * @param heatMapUri the network's input under a heat map
     */
    public Sample {
      top = List.copyOf(top);
    }

    /**
     * A sample without a heat map.
     *
     * @param image the image's id
     * @param diagnosis the true diagnosis
     * @param dataUri the image in a reduced size, as a {@code data:} URI
     * @param top the most probable training classes
     * @param hit whether the first one contains the true diagnosis
     */
    public Sample(
        String image, String diagnosis, String dataUri, List<ClassProbability> top, boolean hit) {
      this(image, diagnosis, dataUri, top, hit, Optional.empty());
    }
  }

  /**
   * A class and its probability.
   *
   * @param name the class
   * @param probability in [0, 1]
   */
  public record ClassProbability(String name, double probability) {}
}
