package io.github.derm4j.model.playground;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes the Keras program that repeats the work of a playground, with the points in a separate
 * file.
 */
final class KerasSource {

  private final PlaygroundNetwork network;
  private final PlaygroundSettings settings;
  private final double[] weights;
  private final long first;

  KerasSource(PlaygroundNetwork network, double[] weights, long first) {
    this.network = network;
    this.settings = network.settings();
    this.weights = weights;
    this.first = first;
  }

  String text() {
    return String.format(
        Locale.ROOT,
        """
    # The network of Derm4j's playground in Keras. Run it beside points.csv: python playground.py
    import keras
    import numpy as np

    table = np.genfromtxt("points.csv", delimiter=",", names=True, dtype=None, encoding="utf-8")
    columns = np.stack([table[name] for name in table.dtype.names[:-2]], axis=1).astype("float64")
    train = table["part"] == "train"
    inputs = np.stack([%s], axis=1)
    targets = table["target"].astype("float64")

    keras.backend.set_floatx("float64")
    model = keras.Sequential([
        keras.Input((%d,)),
    %s])


    def half_squared_error(target, output):
        return 0.5 * keras.ops.sum((output - target) ** 2, axis=-1)


    # The weights of layer after layer, and then its biases.
    start = np.array([
    %s])
    model.compile(keras.optimizers.SGD(%s), loss=half_squared_error)
    place = 0
    for layer in model.layers:
        rows, neurons = layer.kernel.shape
        kernel = start[place:place + rows * neurons].reshape((rows, neurons), order="F")
        place += rows * neurons
        layer.set_weights([kernel, start[place:place + neurons]])
        place += neurons

    batches = -(-train.sum() // {batch})
    for step in range(%d, %d):
        first = step %% batches * {batch}
        batch = slice(first, first + {batch})
        model.train_on_batch(inputs[train][batch], targets[train][batch, None])

    for name, part in (("training", train), ("test", ~train)):
        error = model.predict(inputs[part], verbose=0)[:, 0] - targets[part]
        print(name, "loss", np.mean(0.5 * error ** 2))
    """
            .replace("{batch}", Integer.toString(settings.batchSize())),
        settings.features().stream().map(KerasSource::expression).collect(Collectors.joining(", ")),
        settings.features().size(),
        layers(),
        numbers(),
        settings.learningRate(),
        first,
        network.steps());
  }

  private static String expression(InputFeature feature) {
    return switch (feature) {
      case X1_SQUARED -> "columns[:, 0] ** 2";
      case X2_SQUARED -> "columns[:, 1] ** 2";
      case X1_X2 -> "columns[:, 0] * columns[:, 1]";
      case SIN_X1 -> "np.sin(columns[:, 0])";
      case SIN_X2 -> "np.sin(columns[:, 1])";
      default -> "columns[:, " + (feature.columns() - 1) + "]";
    };
  }

  private String layers() {
    String activation =
        settings.activation() == HiddenActivation.LINEAR
            ? "linear"
            : settings.activation().toString();
    StringBuilder layers = new StringBuilder();
    for (int neurons : settings.hiddenLayers()) {
      layers.append(dense(neurons, activation));
    }
    String output = settings.problem() == Problem.CLASSIFICATION ? "tanh" : "linear";
    return layers.append(dense(1, output)).toString();
  }

  private String dense(int neurons, String activation) {
    String penalty =
        switch (settings.regularization()) {
          case NONE -> "";
          case L1 ->
              ", kernel_regularizer=keras.regularizers.L1(" + settings.regularizationRate() + ")";
          // Keras's penalty has no factor of one half.
          case L2 ->
              ", kernel_regularizer=keras.regularizers.L2("
                  + settings.regularizationRate() / 2
                  + ")";
        };
    return "    keras.layers.Dense("
        + neurons
        + ", activation=\""
        + activation
        + "\""
        + penalty
        + "),\n";
  }

  private String numbers() {
    return Arrays.stream(weights)
        .mapToObj(weight -> "    " + weight + ",\n")
        .collect(Collectors.joining());
  }
}
