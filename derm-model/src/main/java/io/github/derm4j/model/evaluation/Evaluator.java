package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.data.split.DatasetSplit;
import io.github.derm4j.data.split.LeakAudit;
import io.github.derm4j.data.split.QualityFilter;
import io.github.derm4j.model.ContentHashes;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.RecalibrationMethod;
import io.github.derm4j.model.TrainingImages;
import io.github.derm4j.model.TrainingOverlap;
import io.github.derm4j.model.evaluation.StudyData.Omission;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.model.internal.InferenceConfusion;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.InferenceMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the probabilities of a classifier, or of a table, on test images.
 *
 * <p>Each binary task has a score for each image, the summed probability of the classes on the
 * positive side divided by that of both sides; the area under the ROC curve with DeLong's interval
 * (DeLong et al. 1988), or its generalisation for clusters if a lesion has several test images
 * (Obuchowski 1997); and the calls at a threshold that maximises the Youden index on the
 * {@linkplain #withValidation validation images}, never on the test images. Without validation
 * images, the threshold that is stored with the classifier is used, if its training chose one for
 * the task.
 *
 * <p>The calibration of the probabilities is measured before and after a {@linkplain Recalibration
 * recalibration} that is fitted on the validation images or stored with the classifier. All other
 * figures, the thresholds and the scores use the network's own probabilities.
 *
 * <p>An evaluator is immutable; each {@code with} method returns a changed copy.
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

  /** The number of omitted images that the report names. */
  private static final int NAMED = 5;

  private static final Predictions NO_IMAGES =
      new Predictions(List.of(), new float[0][], List.of());

  private final @Nullable ImageClassifier classifier;
  private final DiseasePartition partition;

  // Set only in a new copy before it is returned.
  private @Nullable List<TaskDefinition> tasks;
  private List<LesionRecord> training = List.of();
  private @Nullable Part validation;
  private @Nullable Threshold threshold;
  private @Nullable RecalibrationMethod recalibration;
  private @Nullable StudyData data;
  private long seed = 1;
  private ProgressListener listener = ProgressListener.NONE;
  private boolean overlapAllowed;
  private boolean idsComparable = true;
  private List<Omission> omissions = List.of();
  private List<SkippedImage> skipped = List.of();
  private List<String> removed = List.of();
  private boolean audited;
  private boolean heatMaps;
  private @Nullable Path featureCache;
  private String noValidation = "there are no validation lesions";
  private @Nullable List<ClassGroups> presets;

  /** The images of a part, which may already be classified. */
  private record Part(
      List<LesionRecord> records, @Nullable ImageSource images, @Nullable Predictions known) {}

  private Evaluator(@Nullable ImageClassifier classifier, DiseasePartition partition) {
    this.classifier = classifier;
    this.partition = partition;
  }

  private Evaluator(Evaluator other) {
    this(other.classifier, other.partition);
    this.tasks = other.tasks;
    this.training = other.training;
    this.validation = other.validation;
    this.threshold = other.threshold;
    this.recalibration = other.recalibration;
    this.data = other.data;
    this.seed = other.seed;
    this.listener = other.listener;
    this.overlapAllowed = other.overlapAllowed;
    this.idsComparable = other.idsComparable;
    this.omissions = other.omissions;
    this.skipped = other.skipped;
    this.removed = other.removed;
    this.audited = other.audited;
    this.heatMaps = other.heatMaps;
    this.featureCache = other.featureCache;
    this.noValidation = other.noValidation;
    this.presets = other.presets;
  }

  /**
   * Evaluates a classifier.
   *
   * @param classifier a trained classifier, run by any engine
   * @return an evaluator with the tasks that are known in the classifier's tree
   */
  public static Evaluator of(ImageClassifier classifier) {
    return new Evaluator(classifier, classifier.partition());
  }

  /**
   * Evaluates probabilities that were computed elsewhere.
   *
   * @param partition the training classes, in the order of the probabilities
   * @return an evaluator with the tasks that are known in the tree
   */
  public static Evaluator of(DiseasePartition partition) {
    return new Evaluator(null, partition);
  }

  /**
   * Sets the binary tasks to evaluate.
   *
   * @param tasks the tasks; by default {@link TaskDefinition#knownIn}
   * @return a changed copy
   */
  public Evaluator withTasks(List<TaskDefinition> tasks) {
    Evaluator changed = new Evaluator(this);
    changed.tasks = List.copyOf(tasks);
    return changed;
  }

  /**
   * Sets the training images of the classifier. The report counts them, and no lesion may be in
   * both training and test.
   *
   * @param records the training images
   * @return a changed copy
   */
  public Evaluator withTraining(List<LesionRecord> records) {
    Evaluator changed = new Evaluator(this);
    changed.training = List.copyOf(records);
    return changed;
  }

  /**
   * Sets the images for choosing thresholds. They are classified when {@link #evaluate} is called.
   *
   * @param records the validation images
   * @param images the source of their files
   * @return a changed copy
   */
  public Evaluator withValidation(List<LesionRecord> records, ImageSource images) {
    return withValidation(new Part(List.copyOf(records), images, null));
  }

  /**
   * Sets the probabilities for choosing thresholds.
   *
   * @param predictions the probabilities of the validation images
   * @return a changed copy
   */
  public Evaluator withValidation(Predictions predictions) {
    return withValidation(new Part(predictions.records(), null, predictions));
  }

  private Evaluator withValidation(Part part) {
    Evaluator changed = new Evaluator(this);
    changed.validation = part;
    return changed;
  }

  /**
   * Sets a threshold for all tasks that was chosen elsewhere; validation images are then not used
   * to choose thresholds.
   *
   * @param value a score in [0, 1]; {@code score >= value} is a positive call
   * @param origin its origin, for the report, such as {@code "chosen for a sensitivity of 0.9 in
   *     2023"}
   * @return a changed copy
   * @throws IllegalArgumentException if the value is not in [0, 1]
   */
  public Evaluator withThreshold(double value, String origin) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "threshold = " + value + ": a score is a probability; give a number from 0 to 1");
    }
    Evaluator changed = new Evaluator(this);
    changed.threshold = new Threshold(value, origin);
    return changed;
  }

  /**
   * Sets how the probabilities are recalibrated. The validation images fit it; without validation
   * images, the classifier's own recalibration must be of the same method. The default is the
   * method of the classifier's own recalibration, or else temperature scaling.
   *
   * @param method how; {@code NONE} also leaves out the classifier's own
   * @return a changed copy
   */
  public Evaluator withRecalibration(RecalibrationMethod method) {
    Evaluator changed = new Evaluator(this);
    changed.recalibration = method;
    return changed;
  }

  /** Refuses a method that has no images to fit it, before the classification. */
  private void requireRecalibration(boolean hasValidation) {
    RecalibrationMethod method = recalibration;
    if (method == null || method == RecalibrationMethod.NONE || hasValidation) {
      return;
    }
    Optional<Recalibration> own =
        classifier == null ? Optional.empty() : classifier.recalibration();
    if (own.filter(each -> each.method() == method).isEmpty()) {
      throw new IllegalArgumentException(
          method.word()
              + " needs validation images to fit it, and there are none; the classifier has "
              + own.map(each -> each.method().word()).orElse("no recalibration")
              + ". Give validation images, or leave out --recalibrate"
              + " (Evaluator.withRecalibration)");
    }
  }

  /**
   * Sets the data that the report describes; by default, the parts given to this evaluator.
   *
   * @param data the images and how they were divided
   * @return a changed copy
   */
  public Evaluator withData(StudyData data) {
    Evaluator changed = new Evaluator(this);
    changed.data = data;
    return changed;
  }

  /**
   * Sets the seed of the choice of sample images and of the bootstrap.
   *
   * @param seed any number; 1 by default
   * @return a changed copy
   */
  public Evaluator withSeed(long seed) {
    Evaluator changed = new Evaluator(this);
    changed.seed = seed;
    return changed;
  }

  /**
   * Sets the listener for the progress of the classification.
   *
   * @param listener the listener
   * @return a changed copy
   */
  public Evaluator withListener(ProgressListener listener) {
    Evaluator changed = new Evaluator(this);
    changed.listener = listener;
    return changed;
  }

  /**
   * Allows test images that are not new to the classifier; the report warns of them in red. By
   * default they are refused.
   *
   * @return a changed copy
   */
  public Evaluator withOverlapAllowed() {
    Evaluator changed = new Evaluator(this);
    changed.overlapAllowed = true;
    return changed;
  }

  /**
   * States that the test data and the training data have independent ids of images, lesions and
   * patients, so that equal ids have no meaning. Only the contents of files are then compared.
   *
   * @return a changed copy
   */
  public Evaluator withUnrelatedIds() {
    Evaluator changed = new Evaluator(this);
    changed.idsComparable = false;
    return changed;
  }

  /**
   * Sets the images that training could not read; the report names them.
   *
   * @param skipped the images
   * @return a changed copy
   */
  public Evaluator withSkipped(List<SkippedImage> skipped) {
    Evaluator changed = new Evaluator(this);
    changed.skipped = List.copyOf(skipped);
    return changed;
  }

  /**
   * Sets the images that were removed from validation and test because of their quality; the report
   * names them.
   *
   * @param removed the images
   * @return a changed copy
   */
  public Evaluator withRemoved(List<QualityFilter.Removed> removed) {
    Evaluator changed = new Evaluator(this);
    for (QualityFilter.Reason reason : QualityFilter.Reason.values()) {
      changed.omissions =
          plus(
              changed.omissions,
              omission(
                  "of validation and test: " + reason.word(),
                  removed.stream()
                      .filter(each -> each.reason() == reason)
                      .map(each -> each.record().imageId())
                      .toList()));
    }
    changed.removed = removed.stream().map(each -> each.record().imageId()).toList();
    return changed;
  }

  /**
   * Draws a heat map of the most probable class beside each of the most confident errors, at most
   * eight images: Grad-CAM, or saliency for networks with a small input, by a forward and a
   * backward pass each. An ONNX model has no gradients; its maps are of occlusion, by 225
   * classifications each.
   *
   * @return a changed copy
   */
  public Evaluator withHeatMaps() {
    Evaluator changed = new Evaluator(this);
    changed.heatMaps = true;
    return changed;
  }

  /**
   * Looks for copies, similar images and images of the same patient in two parts of the split, as
   * {@code derm audit} does. The report shows the verdict. Every image of the parts is read and
   * decoded once, in a small size. Without this the report has no audit.
   *
   * @return a changed copy
   */
  public Evaluator withLeakAudit() {
    Evaluator changed = new Evaluator(this);
    changed.audited = true;
    return changed;
  }

  /**
   * Sets a folder for the features of the images, for a classifier whose head alone was trained.
   * Existing features are not recomputed.
   *
   * @param folder the folder, created if it does not exist
   * @return a changed copy
   */
  public Evaluator withFeatureCache(Path folder) {
    Evaluator changed = new Evaluator(this);
    changed.featureCache = folder;
    return changed;
  }

  /**
   * Adds figures by the classes of a challenge. Without this call, the evaluation has those of ISIC
   * 2018, ISIC 2019 and MILK10k of which each class has training images and test images.
   *
   * @param challenge its name, such as {@code milk10k}; see {@link Challenge}
   * @return a changed copy
   * @throws IllegalArgumentException if the challenge is not known, or a training class holds
   *     diagnoses of several of its classes
   */
  public Evaluator withClasses(String challenge) {
    ClassGroups added = PresetClasses.groups(challenge, partition);
    Evaluator changed = new Evaluator(this);
    changed.presets =
        Stream.concat(presets == null ? Stream.of() : presets.stream(), Stream.of(added)).toList();
    return changed;
  }

  /**
   * Leaves out figures by the classes of challenges.
   *
   * @return a changed copy
   */
  public Evaluator withoutClasses() {
    Evaluator changed = new Evaluator(this);
    changed.presets = List.of();
    return changed;
  }

  /**
   * Compares test images with the training and validation images of the classifier by id, content,
   * lesion and patient. {@link #evaluate} does the same.
   *
   * @param test the test images
   * @param images the source of their files; null for a comparison without contents
   * @return the result; empty if there is no classifier, the classifier has no record of its
   *     images, or there is nothing to compare
   * @throws IllegalArgumentException if some images are not new, unless {@link #withOverlapAllowed}
   *     was called
   */
  public Optional<TrainingOverlap> overlap(List<LesionRecord> test, @Nullable ImageSource images) {
    Optional<TrainingImages> known =
        classifier == null ? Optional.empty() : classifier.trainingImages();
    if (known.isEmpty() || (images == null && !idsComparable)) {
      return Optional.empty();
    }
    ContentHashes contents = images == null ? null : ContentHashes.of(test, images, listener);
    TrainingOverlap found = known.get().overlap(test, contents, idsComparable);
    if (!found.isNone() && !overlapAllowed) {
      throw new IllegalArgumentException(
          found.text()
              + ". Test on other images. If the two data sets number their images, lesions and"
              + " patients independently, compare contents only: --unrelated-ids"
              + " (Evaluator.withUnrelatedIds). To evaluate anyway: --allow-overlap"
              + " (Evaluator.withOverlapAllowed)");
    }
    return Optional.of(found);
  }

  /**
   * Classifies the validation and test images of a split, chooses thresholds on the former and
   * evaluates the latter. The report counts all images of the data set and names those that were
   * left out. If the classifier was trained with validation images of the split, they choose
   * nothing.
   *
   * @param split the images, with diagnoses in the classifier's tree; {@link Relabelling} moves
   *     others there
   * @return the figures
   * @throws IOException if the source fails
   * @throws IllegalArgumentException if the diagnoses are in another tree, no test image can be
   *     read, a lesion is in two parts, a test image is not new to the classifier, or the method of
   *     {@link #withRecalibration} has no validation images
   * @throws IllegalStateException if there is no classifier
   */
  public Evaluation evaluate(DatasetSplit split) throws IOException {
    // Fails before the classification, which may take hours.
    return evaluate(split, overlap(split.test(), split.images()));
  }

  /**
   * Does the same for test images that were already compared with the training images.
   *
   * @param split the images, with diagnoses in the classifier's tree
   * @param overlap the result of {@link #overlap} for the test images
   * @return the figures
   * @throws IOException if the source fails
   * @throws IllegalArgumentException if the diagnoses are in another tree, no test image can be
   *     read, or a lesion is in two parts
   * @throws IllegalStateException if there is no classifier
   */
  public Evaluation evaluate(DatasetSplit split, Optional<TrainingOverlap> overlap)
      throws IOException {
    requireRecalibration(!split.validation().isEmpty());
    LesionDataset dataset = split.dataset();
    if (!dataset.taxonomy().equals(partition.taxonomy())) {
      throw new IllegalArgumentException(
          "the diagnoses are nodes of another tree than the training classes; move the images to"
              + " that tree with Relabelling.onto");
    }
    int fitted = fitted(split.validation());
    Predictions chosenOn = fitted > 0 ? NO_IMAGES : classify(split.validation(), dataset.images());
    Predictions test = classify(split.test(), dataset.images());
    Set<String> unreadable = new LinkedHashSet<>();
    Stream.of(skipped, chosenOn.skipped(), test.skipped())
        .flatMap(List::stream)
        .forEach(each -> unreadable.add(each.imageId()));
    List<Omission> all = new ArrayList<>();
    dataset
        .report()
        .omissions()
        .forEach(
            (reason, found) ->
                all.add(new Omission(reason.toString(), found.count(), found.firstNames())));
    all.addAll(omissions);
    all.addAll(plus(List.of(), omission("that can't be read", List.copyOf(unreadable))));
    all.addAll(plus(List.of(), inNoPart(split)));
    return withTraining(split.train())
        .withValidation(chosenOn)
        .withFitted(fitted, split.validation().size())
        .withData(
            new StudyData(
                dataset.counts(),
                partition,
                // Other data have only a test part.
                Stream.of(
                        Lesions.count("training", readable(split.train(), unreadable)),
                        Lesions.count("validation", readable(split.validation(), unreadable)),
                        Lesions.count("test", readable(split.test(), unreadable)))
                    .filter(part -> part.images() > 0)
                    .toList(),
                all,
                audited ? audit(split) : Optional.empty()))
        .evaluate(test, dataset.images(), overlap);
  }

  private static List<LesionRecord> readable(List<LesionRecord> part, Set<String> unreadable) {
    return part.stream().filter(each -> !unreadable.contains(each.imageId())).toList();
  }

  /** The images that the split does not name, but for those that were removed from its parts. */
  private Omission inNoPart(DatasetSplit split) {
    Set<String> known = new HashSet<>(removed);
    Stream.of(split.train(), split.validation(), split.test())
        .flatMap(List::stream)
        .forEach(each -> known.add(each.imageId()));
    return omission(
        "in no part of the split",
        split.dataset().records().stream()
            .map(LesionRecord::imageId)
            .filter(id -> !known.contains(id))
            .toList());
  }

  /** Looks for similar images in two parts; empty if there is one part only. */
  private Optional<LeakAudit> audit(DatasetSplit split) {
    Map<String, String> partOf = new HashMap<>();
    split.train().forEach(each -> partOf.put(each.imageId(), "training"));
    split.validation().forEach(each -> partOf.put(each.imageId(), "validation"));
    split.test().forEach(each -> partOf.put(each.imageId(), "test"));
    if (new HashSet<>(partOf.values()).size() < 2) {
      return Optional.empty();
    }
    List<LesionRecord> records =
        split.dataset().records().stream()
            .filter(each -> partOf.containsKey(each.imageId()))
            .toList();
    return Optional.of(
        LeakAudit.of(
            records,
            split.images(),
            record -> Optional.ofNullable(partOf.get(record.imageId())),
            listener));
  }

  /** The number of these images that the classifier was trained with. */
  private int fitted(List<LesionRecord> records) {
    return classifier == null || !idsComparable
        ? 0
        : classifier.trainingImages().map(known -> known.fitted(records)).orElse(0);
  }

  private Evaluator withFitted(int fitted, int all) {
    Evaluator changed = new Evaluator(this);
    if (fitted > 0) {
      changed.noValidation =
          String.format(
              Locale.ROOT,
              "%,d of the %s trained the classifier",
              fitted,
              Format.count(all, "validation image"));
    }
    return changed;
  }

  private static Omission omission(String reason, List<String> names) {
    return new Omission(reason, names.size(), names.stream().limit(NAMED).toList());
  }

  private static List<Omission> plus(List<Omission> omissions, Omission more) {
    return Stream.concat(omissions.stream(), Stream.of(more))
        .filter(each -> each.images() > 0)
        .toList();
  }

  /**
   * Classifies test images and evaluates their probabilities. The report shows a few of them as
   * samples.
   *
   * @param records the test images
   * @param images the source of their files
   * @return the figures
   * @throws IOException if the source fails
   * @throws IllegalArgumentException if no test image can be read, a lesion is in two parts, or a
   *     test image is not new to the classifier
   * @throws IllegalStateException if there is no classifier
   */
  public Evaluation evaluate(List<LesionRecord> records, ImageSource images) throws IOException {
    Part part = validation;
    // Both fail before the classification, which may take hours.
    requireRecalibration(part != null && !part.records.isEmpty());
    Optional<TrainingOverlap> overlap = overlap(records, images);
    return evaluate(classify(records, images), images, overlap);
  }

  /**
   * Evaluates probabilities of test images.
   *
   * @param test the probabilities
   * @return the figures, without samples
   * @throws IOException if the source of the validation images fails
   * @throws IllegalArgumentException if there is no test image, a lesion is in two parts, or a test
   *     image is not new to the classifier
   */
  public Evaluation evaluate(Predictions test) throws IOException {
    return evaluate(test, null);
  }

  /**
   * Evaluates given probabilities of test images.
   *
   * @param test the probabilities
   * @param images the source of the files of the test images, for a few samples; null for no
   *     samples
   * @return the figures
   * @throws IOException if the source of the validation images fails
   * @throws IllegalArgumentException if there is no test image, a lesion is in two parts, or a test
   *     image is not new to the classifier
   */
  public Evaluation evaluate(Predictions test, @Nullable ImageSource images) throws IOException {
    return evaluate(test, images, overlap(test.records(), images));
  }

  /**
   * Evaluates probabilities of test images that were already compared with the training images,
   * before they were classified.
   *
   * @param test the probabilities
   * @param images the source of the files of the test images, for a few samples; null for no
   *     samples
   * @param overlap the result of {@link #overlap} for the test images
   * @return the figures
   * @throws IOException if the source of the validation images fails
   * @throws IllegalArgumentException if there is no test image, or a lesion is in two parts
   */
  public Evaluation evaluate(
      Predictions test, @Nullable ImageSource images, Optional<TrainingOverlap> overlap)
      throws IOException {
    if (test.records().isEmpty()) {
      throw new IllegalArgumentException(
          "no test image can be read; give more images or a larger test fraction");
    }
    Predictions chosenOn = validation();
    requireRecalibration(!chosenOn.records().isEmpty());
    Lesions.requireDisjoint("training", training, "test", test.records());
    Lesions.requireDisjoint("training", training, "validation", chosenOn.records());
    Lesions.requireDisjoint("validation", chosenOn.records(), "test", test.records());
    StudyData described = data == null ? data(chosenOn.records(), test.records()) : data;
    Optional<InferenceMap> level = InferenceLevels.deepest(partition);
    Optional<Recalibration> own =
        classifier == null ? Optional.empty() : classifier.recalibration();
    CalibrationResult calibration =
        CalibrationResult.of(
            partition,
            chosenOn,
            test,
            level,
            recalibration == null
                ? own.map(Recalibration::method).orElse(RecalibrationMethod.TEMPERATURE)
                : recalibration,
            own);
    TaskEvaluator evaluator =
        new TaskEvaluator(
            partition,
            described.counts(),
            chosenOn,
            noValidation,
            test,
            calibration.recalibration().map(each -> each.recalibrate(test)),
            threshold,
            classifier == null ? List.of() : classifier.thresholds(),
            seed);
    (tasks == null ? TaskDefinition.knownIn(partition.taxonomy()) : tasks)
        .forEach(evaluator::evaluate);
    return new Evaluation(
        described,
        test,
        evaluator.results(),
        evaluator.skipped(),
        calibration,
        level.flatMap(each -> InferenceConfusion.find(each, test.records(), test.probabilities())),
        level.flatMap(
            each -> InferenceConfusion.accuracy(each, test.records(), test.probabilities())),
        level.flatMap(each -> ClassFigures.of(each, test, seed)),
        images == null ? List.of() : Samples.random(test, partition, images, seed),
        images == null ? List.of() : errors(test, images),
        overlap,
        Optional.empty(),
        Map.of(),
        presets == null
            ? PresetClasses.complete(partition, test, seed)
            : presets.stream()
                .flatMap(each -> PresetClasses.of(each, test, seed).stream())
                .toList(),
        AbstentionResult.of(
            partition,
            chosenOn,
            test,
            level,
            classifier == null ? Optional.empty() : classifier.predictionSets(),
            evaluator.referrals()),
        NoveltyResult.of(
            classifier == null ? Optional.empty() : classifier.novelty(), partition, test, level));
  }

  private List<Evaluation.Sample> errors(Predictions test, ImageSource images) {
    List<Evaluation.Sample> errors = Samples.errors(test, partition, images);
    return heatMaps && classifier != null
        ? Samples.withHeatMaps(errors, test, classifier, images)
        : errors;
  }

  private Predictions validation() throws IOException {
    Part part = validation;
    if (part == null || part.records.isEmpty()) {
      return NO_IMAGES;
    }
    if (part.known != null) {
      return part.known;
    }
    return classify(part.records, Objects.requireNonNull(part.images));
  }

  private Predictions classify(List<LesionRecord> records, ImageSource images) throws IOException {
    if (classifier == null) {
      throw new IllegalStateException(
          "this evaluator has no classifier; give probabilities, or create it with"
              + " Evaluator.of(classifier)");
    }
    return featureCache != null && classifier instanceof LesionClassifier cached
        ? cached.probabilities(records, images, listener, featureCache)
        : classifier.probabilities(records, images, listener);
  }

  private StudyData data(List<LesionRecord> chosenOn, List<LesionRecord> test) {
    List<StudyData.Part> parts = new ArrayList<>();
    if (!training.isEmpty()) {
      parts.add(Lesions.count("training", training));
    }
    if (!chosenOn.isEmpty()) {
      parts.add(Lesions.count("validation", chosenOn));
    }
    parts.add(Lesions.count("test", test));
    return new StudyData(
        DiseaseCounts.ofLabels(
            partition.taxonomy(),
            Stream.of(training, chosenOn, test)
                .flatMap(List::stream)
                .map(LesionRecord::diagnosis)
                .toList()),
        partition,
        parts,
        List.of());
  }
}
