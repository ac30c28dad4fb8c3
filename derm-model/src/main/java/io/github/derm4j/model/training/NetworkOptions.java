package io.github.derm4j.model.training;

import io.github.derm4j.data.image.ImageTransform;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.data.pipeline.PipelineBuilder;
import io.github.derm4j.model.backend.Engine;
import io.github.derm4j.model.backend.Precision;
import io.github.derm4j.model.inception.InceptionBlock;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.model.internal.onednn.OneDnnNetwork;
import io.github.derm4j.taxonomy.HierarchicalCost;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The options of a {@link NetworkTrainer}; its builder documents them. */
record NetworkOptions(
    @Nullable KerasWeights weights,
    int size,
    double width,
    int epochs,
    int batch,
    double learningRate,
    Optimization optimization,
    @Nullable HierarchicalCost targetCost,
    double targetBeta,
    InceptionBlock trainFrom,
    boolean frozenStatistics,
    @Nullable EarlyStopping earlyStopping,
    double dropoutKeep,
    double weightAverage,
    Balance balance,
    @Nullable ImageTransform augmentation,
    UnaryOperator<PipelineBuilder> pipeline,
    Map<String, String> pipelineChoices,
    int devices,
    Engine engine,
    Precision precision,
    @Nullable GradientExchange exchange,
    long seed,
    boolean strict) {

  NetworkOptions {
    pipelineChoices = Map.copyOf(pipelineChoices);
  }

  /** The options that determine the result together with the images, by name. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("trainedLayers", "ALL");
    facts.put("weights", weights == null ? "random" : weights.md5());
    facts.put("pixelRange", pixelRange().toString());
    facts.put("size", Integer.toString(size));
    facts.put("width", Double.toString(width));
    facts.put("seed", Long.toString(seed));
    facts.put("batch", Integer.toString(batch));
    facts.put("learningRate", Double.toString(learningRate));
    facts.putAll(optimization.facts());
    facts.put("trainFrom", trainFrom.toString());
    facts.put("frozenStatistics", Boolean.toString(frozenStatistics));
    facts.put("earlyStopping", earlyStopping == null ? "none" : earlyStopping.toString());
    facts.put("dropoutKeep", Double.toString(dropoutKeep));
    facts.put(TrainingFacts.ENGINE, engineUsed().toString());
    if (precision != Precision.FP32) {
      facts.put(TrainingFacts.PRECISION, precision.toString());
    }
    facts.put("weightAverage", Double.toString(weightAverage));
    facts.put("balanceClasses", balance.fact());
    facts.put(TrainingFacts.EPOCHS_ASKED, Integer.toString(epochs));
    if (devices > 1) {
      facts.put("devices", Integer.toString(devices));
    }
    if (ranks() > 1) {
      facts.put("ranks", Integer.toString(ranks()));
    }
    if (targetCost != null) {
      facts.put("targets", String.format(Locale.ROOT, "by %s, beta %s", targetCost, targetBeta));
    }
    if (augmentation != null) {
      facts.put("augmentation", augmentation.toString());
    }
    pipelineChoices.forEach((name, value) -> facts.put("pipeline." + name, value));
    return facts;
  }

  /** The range of the pixels that the network reads. */
  Normalization pixelRange() {
    return weights == null ? Normalization.MINUS_ONE_TO_ONE : weights.normalization();
  }

  /**
   * The engine of the body; not {@link Engine#AUTO}.
   *
   * @throws io.github.derm4j.model.backend.BackendUnavailableException if it can't compute the
   *     network, or not in the precision
   */
  Engine engineUsed() {
    Optional<String> problem =
        OneDnnNetwork.problem(InceptionV3.of(size, 2).withWidth(width).configuration());
    Engine used = engine.given(problem);
    precision.require(used, engine == Engine.ND4J ? Optional.empty() : problem);
    return used;
  }

  /** The rank of this process. */
  int rank() {
    return exchange == null ? 0 : exchange.rank();
  }

  /** The number of training processes. */
  int ranks() {
    return exchange == null ? 1 : exchange.ranks();
  }

  RmsPropMomentum optimizer() {
    return RmsPropMomentum.withLearningRate(learningRate);
  }
}
