package io.github.derm4j.cli;

import io.github.derm4j.data.split.QualityFilter;
import io.github.derm4j.model.TrainedLayers;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.training.Checkpoints;
import io.github.derm4j.model.training.FineTuner;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a study is done, whatever its images.
 *
 * @param title what the report is called
 * @param tasks the binary questions that are evaluated
 * @param layers which layers are trained
 * @param weights weights to begin from; none is from scratch
 * @param pixels the range of the pixels that the weights read
 * @param size side of the network's input
 * @param width share of the filters of Inception v3
 * @param epochs passes over the training images; none is the model's default
 * @param batch images in a step; none is the model's default
 * @param learningRate the global learning rate; none is the paper's
 * @param balance whether first-level classes are replicated up to the largest
 * @param maxClassSize most training images of a training class
 * @param validationFraction share of the lesions that choices are made on
 * @param testFraction share of the lesions that figures are reported on
 * @param quality what leaves blurred and far-away pictures out of validation and test; none is all
 * @param featureCache where the features of a frozen body are kept
 * @param checkpoints how a training of all layers can go on after it was cut off; none is not
 * @param keepCheckpoints whether checkpoints outlive the training
 * @param optimization how all layers are trained; none is as in the paper
 * @param strict whether an unreadable image is fatal
 */
record StudyPlan(
    String title,
    List<TaskDefinition> tasks,
    TrainedLayers layers,
    @Nullable Path weights,
    PixelRangeOption pixels,
    int size,
    double width,
    @Nullable Integer epochs,
    @Nullable Integer batch,
    @Nullable Double learningRate,
    boolean balance,
    int maxClassSize,
    double validationFraction,
    double testFraction,
    @Nullable QualityFilter quality,
    Path featureCache,
    @Nullable Checkpoints checkpoints,
    boolean keepCheckpoints,
    @Nullable OptimizationOptions optimization,
    boolean strict) {

  StudyPlan {
    tasks = List.copyOf(tasks);
  }

  /**
   * The fine-tuner that this plan asks for, but for what depends on the training classes: {@link
   * #complete}.
   */
  FineTuner.Builder tuner(long seed, Terminal terminal) throws IOException {
    FineTuner.Builder builder =
        FineTuner.builder()
            .trainedLayers(layers)
            .size(size)
            .width(width)
            .balanceClasses(balance)
            .seed(seed)
            .strict(strict)
            .listener(new TerminalListener(terminal));
    if (weights != null) {
      builder.weights(pixels.read(weights, terminal));
    }
    if (epochs != null) {
      builder.epochs(epochs);
    }
    if (batch != null) {
      builder.batch(batch);
    }
    if (learningRate != null) {
      builder.learningRate(learningRate);
    }
    if (layers == TrainedLayers.HEAD) {
      builder.featureCache(featureCache);
    }
    if (checkpoints != null) {
      builder.checkpoints(checkpoints);
    }
    if (optimization != null) {
      optimization.apply(builder, epochs);
    }
    builder.build(); // Options that don't fit together should fail before anything takes time.
    return builder;
  }

  /** Whether {@link #complete} has anything to set. */
  boolean dependsOnClasses() {
    return optimization != null && optimization.dependsOnClasses();
  }

  /** Sets what depends on the training classes. */
  void complete(FineTuner.Builder builder, DiseasePartition partition, DiseaseCounts all) {
    if (optimization != null) {
      optimization.apply(builder, tasks, partition, all);
    }
  }

  /** What a reader of the report wants to know. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("trained layers", layers.name().toLowerCase(Locale.ROOT));
    facts.put("weights", weights == null ? "from scratch" : String.valueOf(weights.getFileName()));
    facts.put("input size", size + " × " + size + " px");
    facts.put("width", Double.toString(width));
    if (batch != null) {
      facts.put("batch", Integer.toString(batch));
    }
    facts.put("learning rate", learningRate == null ? "0.001" : learningRate.toString());
    if (optimization != null) {
      facts.putAll(optimization.facts());
    }
    facts.put("balance", balance ? "first-level classes replicated" : "none");
    facts.put("max class size", Integer.toString(maxClassSize));
    facts.put("validation fraction", Double.toString(validationFraction));
    facts.put("test fraction", Double.toString(testFraction));
    if (quality != null) {
      facts.put("least variance of the Laplacian", Double.toString(quality.minLaplacianVariance()));
      facts.put("least share of the lesion", Double.toString(quality.minLesionShare()));
    }
    return facts;
  }
}
