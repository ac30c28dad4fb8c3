package io.github.derm4j.model.training;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.FrozenFeatures;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.backbone.OnnxBackbone;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.model.internal.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains the softmax alone on a frozen body: the features of every image are computed once, and a
 * multinomial logistic regression on the features takes seconds. Nothing in it is random.
 *
 * <pre>{@code
 * Trainer trainer = HeadTrainer.builder(KerasWeights.read(file)).featureCache(folder).build();
 * TrainingResult result = trainer.train(split, partition);
 * }</pre>
 */
public final class HeadTrainer extends AbstractTrainer {

  private static final String REGULARIZATION = "headRegularization";

  private final FrozenBody body;
  private final int size;
  private final int epochs;
  private final double regularization;
  private final @Nullable PenaltySearch search;
  private final ClassWeights classWeights;
  private final Balance balance;
  private final @Nullable Path featureCache;
  private final boolean strict;

  private HeadTrainer(Builder builder) {
    super(builder.listener, new StopSignal());
    this.body = builder.body;
    this.size = builder.size;
    this.epochs = builder.epochs;
    this.regularization = builder.regularization;
    this.search = builder.search;
    this.classWeights = builder.classWeights;
    this.balance = builder.balance;
    this.featureCache = builder.featureCache;
    this.strict = builder.strict;
  }

  /**
   * Makes a builder with the default values.
   *
   * @param weights weights of the body
   * @return a builder
   */
  public static Builder builder(KerasWeights weights) {
    return new Builder(FrozenBody.of(weights));
  }

  /**
   * Makes a builder for a head on an ONNX network. Its input size is that of the network.
   *
   * @param backbone the network, which stays open as long as the classifier is used
   * @return a builder
   */
  public static Builder builder(OnnxBackbone backbone) {
    return new Builder(FrozenBody.of(backbone));
  }

  @Override
  public Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("trainedLayers", "HEAD");
    options.putAll(body.options());
    options.put("size", Integer.toString(size));
    options.put(
        REGULARIZATION, search == null ? Double.toString(regularization) : search.toString());
    options.put(TrainingFacts.EPOCHS_ASKED, Integer.toString(epochs));
    if (classWeights != ClassWeights.EQUAL) {
      options.put("classWeights", classWeights.toString());
    }
    if (balance != Balance.NONE) {
      options.put("balanceClasses", balance.fact());
    }
    return options;
  }

  /**
   * Returns this trainer, because the {@linkplain Builder#featureCache feature cache} keeps the
   * slow part, and the rest takes seconds.
   *
   * @param folder not used
   * @return this trainer
   */
  @Override
  public HeadTrainer withCheckpoints(Path folder) {
    return this;
  }

  @Override
  Provenance provenance(Map<String, String> facts) {
    return Provenance.ofFrozenBody(body.checksum(), facts);
  }

  @Override
  TrainedNetwork run(
      LabelledRecords train,
      LabelledRecords validation,
      ImageSource images,
      TrainingFacts facts,
      TrainingLog log)
      throws IOException {
    FeatureExtractor extractor = body.extractor().apply(size);
    List<LesionRecord> all = new ArrayList<>(train.records());
    all.addAll(validation.records());
    FrozenFeatures.Found found =
        new FrozenFeatures(extractor, body.checksum(), featureCache, strict)
            .find(all, images, log.listener(), () -> !stop().requested());
    found.skipped().forEach(log::skipped);
    Map<String, float[]> features = found.features();
    if (stop().requested()) {
      throw new TrainingStoppedException(
          String.format(
              Locale.ROOT,
              "Stopped while features were being computed, before training started; %s",
              featureCache == null
                  ? "with a feature cache, the next run could continue from here"
                  : String.format(
                      Locale.ROOT,
                      "the cache keeps the features of %s, and the next run continues from there",
                      Format.count(features.size(), "image"))));
    }
    HeadSolver.Solution solution =
        new HeadSolver(regularization, search, epochs, train.classes(), stop())
            .train(
                examples("training", train, features, weighting(train)),
                examples("validation", validation, features, weighting(train)),
                log);
    Epoch kept = Collections.min(log.epochs(), Comparator.comparingDouble(Epoch::validationLoss));
    return new TrainedNetwork(
        extractor, solution.head(), kept, chosen(solution.choice()), features);
  }

  private static Map<String, String> chosen(PenaltyPath.@Nullable Choice choice) {
    Map<String, String> chosen = new LinkedHashMap<>();
    if (choice != null) {
      chosen.put(REGULARIZATION, Double.toString(choice.penalty()));
      chosen.put("crossValidatedLoss", Double.toString(choice.loss()));
      chosen.put("folds", Integer.toString(choice.folds()));
    }
    return chosen;
  }

  private Weighting weighting(LabelledRecords train) {
    return balance == Balance.REPLICATED
        ? Weighting.byFirstLevel(train)
        : Weighting.byClass(
            balance == Balance.WEIGHTED ? ClassWeights.BALANCED : classWeights, train);
  }

  private static FeatureExamples examples(
      String part, LabelledRecords labelled, Map<String, float[]> features, Weighting weighting) {
    List<LesionRecord> read =
        labelled.records().stream()
            .filter(record -> features.containsKey(record.imageId()))
            .toList();
    if (read.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "None of the %s images could be read", part));
    }
    float[][] rows =
        read.stream().map(record -> features.get(record.imageId())).toArray(float[][]::new);
    return new FeatureExamples(Nd4j.create(rows), labelled, read, weighting.weight(read, labelled));
  }

  /** Builds a {@link HeadTrainer}. */
  public static final class Builder extends TrainerBuilder<Builder> {

    private final FrozenBody body;
    private double regularization = 0.3;
    private @Nullable PenaltySearch search;
    private ClassWeights classWeights = ClassWeights.EQUAL;
    private @Nullable Path featureCache;

    private Builder(FrozenBody body) {
      super(80);
      this.body = body;
      if (body.size() > 0) {
        this.size = body.size();
      }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException also if the body is an ONNX network of another size
     */
    @Override
    public Builder size(int pixels) {
      if (body.size() > 0 && pixels != body.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "size = %d: the backbone takes %d pixels", pixels, body.size()));
      }
      return body.size() > 0 ? this : super.size(pixels);
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Sets the L2 regularisation: λ in mean(-log p(label)) + λ/2 |W|², with W the weights of
     * standardised features; 0.3 by default, which was chosen on validation images, see
     * docs/decisions. The paper has no head of this kind.
     *
     * @param strength finite and at least 0
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder regularization(double strength) {
      Range.require(
          strength >= 0 && strength < Double.POSITIVE_INFINITY,
          "regularization",
          strength,
          "finite and 0 or more");
      this.regularization = strength;
      this.search = null;
      return this;
    }

    /**
     * Chooses the L2 regularisation by cross-validation over the training images, before the head
     * is trained on all of them. The result equals that of {@link #regularization} with the chosen
     * value, which is {@code reached.headRegularization} in the provenance.
     *
     * @param plan the folds and values to try
     * @return this builder
     */
    public Builder regularizationBy(PenaltySearch plan) {
      this.search = plan;
      return this;
    }

    /**
     * Sets the weight of an image in the loss by its training class; equal by default. The
     * validation loss, by which the iteration is chosen, is weighted in the same way.
     *
     * @param rule equal or balanced
     * @return this builder
     */
    public Builder classWeights(ClassWeights rule) {
      this.classWeights = rule;
      return this;
    }

    /**
     * Sets the folder in which the features of the body are kept between runs; by default, they are
     * not kept.
     *
     * @param folder a folder, created if it does not exist
     * @return this builder
     */
    public Builder featureCache(Path folder) {
      this.featureCache = folder;
      return this;
    }

    /**
     * Makes the trainer.
     *
     * @return a trainer
     * @throws IllegalArgumentException if both class weights and a balance are set
     */
    public HeadTrainer build() {
      if (classWeights != ClassWeights.EQUAL && balance != Balance.NONE) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "classWeights = %s and balance = %s both weight the images; set one of them",
                classWeights,
                balance));
      }
      return new HeadTrainer(this);
    }
  }
}
