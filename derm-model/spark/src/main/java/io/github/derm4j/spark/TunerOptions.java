package io.github.derm4j.spark;

import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.model.training.Optimization;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The options of a training on the command line, with the defaults of {@code derm}. */
record TunerOptions(
    HadoopSettings settings,
    @Nullable String weights,
    int size,
    double width,
    int batch,
    int epochs,
    double learningRate,
    double dropoutKeep,
    double average,
    double clip,
    double weightDecay,
    int accumulate,
    long seed)
    implements TrainerFactory {

  private static final long serialVersionUID = 1L;

  @Override
  public NetworkTrainer.Builder builder() throws IOException {
    NetworkTrainer.Builder builder =
        NetworkTrainer.builder()
            .size(size)
            .width(width)
            .batch(batch)
            .epochs(epochs)
            .learningRate(learningRate)
            .dropoutKeep(dropoutKeep)
            .weightAverage(average)
            .seed(seed)
            .optimization(
                Optimization.paper()
                    .withAccumulation(accumulate)
                    .withWeightDecay(weightDecay)
                    .withMaxGradientNorm(clip));
    return weights == null
        ? builder
        : builder.weights(settings.withCopy(weights, ".h5", KerasWeights::read));
  }
}
