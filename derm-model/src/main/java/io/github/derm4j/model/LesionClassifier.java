package io.github.derm4j.model;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.novelty.NoveltyDetector;
import io.github.derm4j.model.quantization.QuantizationScales;
import io.github.derm4j.model.runtime.OnnxOptions;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A trained classifier: weights, disease tree, partition, preprocessing and provenance, stored in
 * one file.
 *
 * <p>It computes a probability for each training class; {@link
 * io.github.derm4j.taxonomy.InferenceMap} sums them over the tree. Safe for use by several threads,
 * which take turns in the network; {@link #withSessions} allows several at once.
 *
 * <p>Research software, not a medical device: do not use its output for decisions about a person's
 * health.
 */
public final class LesionClassifier implements ImageClassifier {

  private final FeatureExtractor extractor;
  private final SoftmaxHead head;
  private final ClassifierFacts facts;
  private final TestTimeAugmentation augmentation;

  /**
   * Makes a classifier from its parts.
   *
   * @param extractor the body
   * @param head the layer on top
   * @param partition the training classes, as many as the head has
   * @param provenance the provenance
   * @throws IllegalArgumentException if head and partition have different numbers of classes
   */
  public LesionClassifier(
      FeatureExtractor extractor,
      SoftmaxHead head,
      DiseasePartition partition,
      Provenance provenance) {
    this(extractor, head, ClassifierFacts.of(partition, provenance), TestTimeAugmentation.NONE);
  }

  private LesionClassifier(
      FeatureExtractor extractor,
      SoftmaxHead head,
      ClassifierFacts facts,
      TestTimeAugmentation augmentation) {
    if (head.classes() != facts.partition().classes().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The network knows %d training classes and the partition %d",
              head.classes(),
              facts.partition().classes().size()));
    }
    this.extractor = extractor;
    this.head = head;
    this.facts = facts;
    this.augmentation = augmentation;
  }

  /**
   * Opens a classifier that {@link #write} wrote. It averages its prediction over the views that
   * are stored with it.
   *
   * @param file the bundle
   * @return the classifier
   * @throws IOException if the file is missing, truncated or altered, has a later format or is an
   *     ensemble
   */
  public static LesionClassifier load(Path file) throws IOException {
    return of(ClassifierBundle.read(file, "", null));
  }

  /**
   * Opens a classifier on an ONNX network, to compute the network with a provider of ONNX Runtime.
   * The placement of its operations is that of its {@linkplain FeatureExtractor#backbone()
   * backbone}.
   *
   * @param file the bundle
   * @param options where to compute, and with how many threads
   * @return the classifier
   * @throws IOException as the other method does; also if its body is not an ONNX network, or the
   *     provider is missing, can't start, or computes nothing of the network
   */
  public static LesionClassifier load(Path file, OnnxOptions options) throws IOException {
    return of(ClassifierBundle.read(file, "", options));
  }

  /**
   * Returns whether a bundle's body is an ONNX network, without opening it.
   *
   * @param file the bundle
   * @return whether {@link OnnxOptions} apply; false if it is no bundle, which {@link #load(Path)}
   *     reports
   * @throws IOException if it can't be read
   */
  public static boolean runsOnnx(Path file) throws IOException {
    return ClassifierBundle.hasBackbone(file);
  }

  private static LesionClassifier of(ClassifierBundle bundle) {
    return new LesionClassifier(bundle.extractor(), bundle.head(), bundle.facts(), bundle.views());
  }

  /**
   * Opens a classifier whose entries are in a folder of a zip, such as a member of an ensemble.
   *
   * @param file the zip
   * @param folder the folder, with a slash at its end
   * @return the classifier
   * @throws IOException if the file is missing, truncated or altered, or has a later format
   */
  public static LesionClassifier load(Path file, String folder) throws IOException {
    return of(ClassifierBundle.read(file, folder, null));
  }

  /**
   * Writes this classifier to one file, with the views over which it averages. The file gets its
   * name only when it is complete.
   *
   * @param file the bundle; an existing file is replaced
   * @throws IOException if it can't be written
   */
  public void write(Path file) throws IOException {
    new ClassifierBundle(extractor, head, facts, augmentation).write(file);
  }

  /**
   * A copy that averages its prediction over views of each image. Averages are less confident than
   * single predictions, so the copy has no {@link #recalibration()} and no {@link
   * #predictionSets()} unless it uses single views.
   *
   * @param views the views
   * @return a changed copy that shares this one's network
   */
  @Override
  public LesionClassifier with(TestTimeAugmentation views) {
    return views == augmentation
        ? this
        : new LesionClassifier(extractor, head, facts.forAverages(), views);
  }

  private LesionClassifier with(ClassifierFacts changed) {
    return new LesionClassifier(extractor, head, changed, augmentation);
  }

  /**
   * A copy with the thresholds that were chosen on its validation lesions. They are saved with it.
   *
   * @param chosen a threshold for each task
   * @return a changed copy that shares this one's network
   */
  public LesionClassifier withThresholds(List<TaskThreshold> chosen) {
    return with(facts.withThresholds(chosen));
  }

  /**
   * A copy with a recalibration, which is saved with it; {@link #probabilities} does not use it.
   *
   * @param fitted the recalibration, such as {@link Recalibration#fit} gives
   * @return a changed copy that shares this one's network
   */
  public LesionClassifier withRecalibration(Recalibration fitted) {
    return with(facts.withRecalibration(Optional.of(fitted)));
  }

  /**
   * A copy with a calibration of prediction sets, which is saved with it.
   *
   * @param fitted the calibration, such as {@link PredictionSets#fit} gives
   * @return a changed copy that shares this one's network
   * @throws IllegalArgumentException if it is of another number of classes
   */
  public LesionClassifier withPredictionSets(PredictionSets fitted) {
    return with(facts.withPredictionSets(Optional.of(fitted)));
  }

  /**
   * A copy with a score of how unlike the training images an image is, which is saved with it. It
   * uses the unchanged image, also {@linkplain #with with several views}.
   *
   * @param fitted the score
   * @return a changed copy that shares this one's network
   * @throws IllegalArgumentException if it is of another number of features
   */
  public LesionClassifier withNovelty(NoveltyDetector fitted) {
    if (fitted.score().length() != extractor.length()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the score of novelty is of %d features and the network has %d",
              fitted.score().length(),
              extractor.length()));
    }
    return with(facts.withNovelty(Optional.of(fitted)));
  }

  /**
   * A copy with a record of its training data.
   *
   * @param data the data set
   * @return a changed copy that shares this one's network
   */
  public LesionClassifier withData(Provenance.Data data) {
    return withProvenance(provenance().withData(data));
  }

  /**
   * A copy with another provenance, such as one with test figures.
   *
   * @param changed the record
   * @return a changed copy that shares this one's network
   */
  public LesionClassifier withProvenance(Provenance changed) {
    return with(facts.withProvenance(changed));
  }

  /**
   * A copy with a record of its training and validation images, which is saved with it.
   *
   * @param known the images
   * @return a changed copy that shares this one's network
   */
  public LesionClassifier withTrainingImages(TrainingImages known) {
    return with(facts.withTrainingImages(known));
  }

  /**
   * A copy with the scales to compute in 8 bits, which are saved with it.
   *
   * @param scales the scales, from calibration
   * @return a changed copy that shares this one's network
   */
  public LesionClassifier withQuantization(QuantizationScales scales) {
    return with(facts.withQuantization(Optional.of(scales)));
  }

  /**
   * A copy that computes its convolutions in 8 bits, with the arithmetic of an ONNX model in 8
   * bits. It needs oneDNN and a processor with AVX512_VNNI. Gradients stay in single precision.
   *
   * @return a changed copy that shares this one's parameters
   * @throws IllegalStateException if the classifier has no {@link #quantization()}
   * @throws io.github.derm4j.model.backend.BackendUnavailableException if 8 bits can't be used
   *     here; the message explains why
   */
  public LesionClassifier inEightBits() {
    QuantizationScales scales =
        quantization()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "The classifier has no scales for 8 bits; add those of an"
                            + " ActivationCalibrator with withQuantization"));
    return new LesionClassifier(extractor.inEightBits(scales), head, facts, augmentation);
  }

  /**
   * A copy that several threads can use at once. The sessions share the weights in memory; each
   * needs memory for its activations. A thread waits if no session is idle.
   *
   * @param sessions the number of classifications that may run at once, at least 1
   * @return a changed copy
   */
  public LesionClassifier withSessions(int sessions) {
    return new LesionClassifier(extractor.withSessions(sessions), head, facts, augmentation);
  }

  @Override
  public Classification classify(LesionImage image) {
    INDArray pixels = preprocessing().apply(List.of(image));
    Output output = output(pixels, extractor::features);
    return new Classification(
        partition(), output.probabilities().toFloatVector(), output.novelty(0));
  }

  /**
   * Classifies preprocessed images.
   *
   * @param images {@code [n, size, size, 3]}, RGB, in the range of {@link #preprocessing()}
   * @return {@code [n, classes]}, each row summing to 1
   */
  public INDArray probabilities(INDArray images) {
    return output(images, extractor::features).probabilities();
  }

  /**
   * The probabilities of images and their scores of novelty.
   *
   * @param novelty empty if the classifier has no such score
   */
  @SuppressWarnings("ArrayRecordComponent") // Two of them are never compared.
  private record Output(INDArray probabilities, double[] novelty) {

    OptionalDouble novelty(int image) {
      return novelty.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(novelty[image]);
    }
  }

  private Output output(INDArray images, UnaryOperator<INDArray> body) {
    List<INDArray> views = augmentation.views(images);
    INDArray sum = null;
    double[] novelty = {};
    for (INDArray view : views) {
      INDArray features = body.apply(view);
      if (sum == null) { // The first view is the unchanged image.
        novelty = novelty(features);
      }
      INDArray p = head.probabilities(features);
      sum = sum == null ? p : sum.addi(p);
    }
    return new Output(Objects.requireNonNull(sum).divi(views.size()), novelty);
  }

  private double[] novelty(INDArray features) {
    return novelty()
        .map(detector -> detector.scores(features.toFloatMatrix()))
        .orElse(new double[0]);
  }

  @Override
  public float[][] probabilities(List<LesionImage> images) {
    return probabilities(preprocessing().apply(images)).toFloatMatrix();
  }

  @Override
  public float[][] probabilities(float[] pixels) {
    long n = preprocessing().images(pixels);
    long size = preprocessing().size();
    return probabilities(Nd4j.createFromArray(pixels).reshape(n, size, size, 3)).toFloatMatrix();
  }

  /** {@inheritDoc} Test-time augmentation does not affect them. */
  @Override
  public float[][] features(List<LesionImage> images) {
    return extractor.features(images).toFloatMatrix();
  }

  /**
   * Differentiates the network's output for a training class, without test-time augmentation.
   *
   * @param images {@code [n, size, size, 3]}, RGB, in the range of {@link #preprocessing()}
   * @param trainingClass the index of the class in the partition, from 0
   * @param what the quantity that is differentiated
   * @return the gradient at the input and at the last convolutional block
   * @throws IndexOutOfBoundsException if there is no such class
   * @throws IllegalArgumentException if the body is an ONNX network, see {@link #hasGradients()}
   */
  public ClassGradient gradient(INDArray images, int trainingClass, ClassGradient.Of what) {
    Objects.checkIndex(trainingClass, head.classes());
    return extractor.gradient(images, head, trainingClass, what);
  }

  @Override
  public Predictions probabilities(
      List<LesionRecord> records, ImageSource images, ProgressListener listener)
      throws IOException {
    List<LesionRecord> read = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    List<double[]> novelty = new ArrayList<>();
    listener.started("classifying", records.size());
    List<SkippedImage> skipped =
        new RecordReader(images, extractor.preprocessing(), false)
            .forEach(
                records,
                (batch, pixels) -> {
                  read.addAll(batch);
                  Output output = output(pixels, extractor::featuresOfGroup);
                  rows.addAll(List.of(output.probabilities().toFloatMatrix()));
                  novelty.add(output.novelty());
                  listener.advanced(batch.size());
                  return true;
                });
    skipped.forEach(listener::skipped);
    listener.finished();
    return new Predictions(
        read,
        rows.toArray(float[][]::new),
        skipped,
        novelty.stream().flatMapToDouble(Arrays::stream).toArray());
  }

  /**
   * Classifies the images of a data set, in order, from cached features. This is for a classifier
   * whose head alone was trained: its body has the original weights, so features that training or
   * an earlier call stored in the cache are reused. In 8 bits, the cache is not used.
   *
   * @param records the images
   * @param images the source of their files
   * @param listener receives the progress and the images that can't be read
   * @param featureCache the folder of the features, created if it does not exist
   * @return the probabilities, and the images that were left out
   * @throws IOException if the source or the cache fails
   * @throws IllegalStateException if all layers were trained
   */
  public Predictions probabilities(
      List<LesionRecord> records, ImageSource images, ProgressListener listener, Path featureCache)
      throws IOException {
    if (!(provenance().body() instanceof Provenance.Frozen frozen)) {
      throw new IllegalStateException(
          "The body of this classifier was trained too, so a cache can't contain its features;"
              + " classify without a cache");
    }
    if (extractor.isInEightBits()) {
      return probabilities(records, images, listener); // The cache is in single precision.
    }
    FrozenFeatures.Found found =
        new FrozenFeatures(extractor, frozen.weights(), featureCache, false)
            .find(records, images, listener, () -> true);
    found.skipped().forEach(listener::skipped);
    List<LesionRecord> read =
        records.stream().filter(each -> found.features().containsKey(each.imageId())).toList();
    if (read.isEmpty()) {
      return new Predictions(read, new float[0][], found.skipped());
    }
    float[][] features =
        read.stream().map(each -> found.features().get(each.imageId())).toArray(float[][]::new);
    INDArray table = Nd4j.create(features);
    return new Predictions(
        read, head.probabilities(table).toFloatMatrix(), found.skipped(), novelty(table));
  }

  @Override
  public TestTimeAugmentation views() {
    return augmentation;
  }

  @Override
  public ClassifierFacts facts() {
    return facts;
  }

  /** {@return the disease tree} */
  public DiseaseTaxonomy taxonomy() {
    return partition().taxonomy();
  }

  @Override
  public Preprocessing preprocessing() {
    return extractor.preprocessing();
  }

  /**
   * Returns whether the network can be differentiated, for heat maps by gradients.
   *
   * @return false if the body is an ONNX network
   */
  public boolean hasGradients() {
    return extractor.backbone().isEmpty();
  }

  /** {@return the body} */
  public FeatureExtractor extractor() {
    return extractor;
  }

  /** {@return the layer on top} */
  public SoftmaxHead head() {
    return head;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "LesionClassifier[%d classes, %d pixels]",
        head.classes(),
        preprocessing().size());
  }
}
