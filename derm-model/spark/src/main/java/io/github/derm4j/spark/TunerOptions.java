package io.github.derm4j.spark;

import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.model.training.Optimization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The options of a training that the command line has, with the defaults of {@code derm}. */
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
    return weights == null ? builder : builder.weights(read(weights));
  }

  private KerasWeights read(String path) throws IOException {
    Path copy = Files.createTempFile("derm-weights-", ".h5");
    try {
      Files.delete(copy);
      settings.download(settings.path(path), copy);
      return KerasWeights.read(copy);
    } finally {
      Files.deleteIfExists(copy);
    }
  }
}
