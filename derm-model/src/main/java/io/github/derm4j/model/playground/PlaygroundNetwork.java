package io.github.derm4j.model.playground;

import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ConfusionMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossL2;

/**
 * A small Deeplearning4j network that is trained in steps. At any moment it provides its losses,
 * its weights and the output of each of its neurons over the plane.
 *
 * <p>It follows the TensorFlow Neural Network Playground: stochastic gradient descent on half the
 * squared error, weights that start between −0.5 and 0.5, biases that start at 0.1, a tanh at the
 * output for a classification. The training points keep their order; the last mini-batch of an
 * epoch may be smaller. All numbers are of double precision.
 *
 * <p>Not safe for use by several threads.
 */
public final class PlaygroundNetwork {

  private static final double FIRST_BIAS = 0.1;
  private static final double FIRST_WEIGHT = 0.5;

  private final PlaygroundPoints.Parts points;
  private final MultiLayerNetwork network;
  private final List<INDArray> inputs = new ArrayList<>();
  private final List<INDArray> targets = new ArrayList<>();
  private final INDArray trainInputs;
  private final INDArray testInputs;
  private final double[] start;

  /** The settings, of which only the learning rate can change. */
  private PlaygroundSettings settings;

  /** The parameters after the last edit, and their step; all later steps follow from them. */
  private double[] origin;

  /** The inputs on the grid of the latest maps. */
  private @Nullable INDArray grid;

  private long originSteps;
  private long steps;
  private boolean diverged;

  /** A network for points that are already divided. */
  PlaygroundNetwork(PlaygroundSettings settings, PlaygroundPoints.Parts points) {
    this.settings = settings;
    this.points = points;
    trainInputs = points.train().inputs(settings.features());
    testInputs = points.test().inputs(settings.features());
    INDArray trainTargets = points.train().targets();
    for (int first = 0; first < points.train().size(); first += settings.batchSize()) {
      int last = Math.min(first + settings.batchSize(), points.train().size());
      inputs.add(trainInputs.get(NDArrayIndex.interval(first, last), NDArrayIndex.all()).dup());
      targets.add(trainTargets.get(NDArrayIndex.interval(first, last), NDArrayIndex.all()).dup());
    }
    network = new MultiLayerNetwork(configuration(settings));
    network.init();
    start = network.params().toDoubleVector();
    origin = start;
  }

  /**
   * An untrained network, and the points of its data set.
   *
   * @param settings the settings
   * @return the network
   * @throws IllegalArgumentException if the data are {@link PlaygroundData#OWN}, or have fewer
   *     columns than a feature needs
   */
  public static PlaygroundNetwork of(PlaygroundSettings settings) {
    return shuffled(settings, PlaygroundPoints.of(settings));
  }

  /**
   * An untrained network for the user's own points.
   *
   * @param settings the settings, with the data set {@link PlaygroundData#OWN}
   * @param points the points for training and test
   * @return the network
   * @throws IllegalArgumentException if the settings have another data set, if the points are for
   *     another kind of problem, or if they have fewer columns than a feature needs
   */
  public static PlaygroundNetwork of(PlaygroundSettings settings, PlaygroundPoints points) {
    if (settings.data() != PlaygroundData.OWN) {
      throw new IllegalArgumentException(
          "data " + settings.data() + ": must be own for points of your own");
    }
    if (points.classes().isEmpty() != (settings.problem() == Problem.REGRESSION)) {
      throw new IllegalArgumentException(
          "problem "
              + settings.problem()
              + ": the points "
              + (points.classes().isEmpty() ? "have no classes" : "have classes"));
    }
    return shuffled(settings, points);
  }

  private static PlaygroundNetwork shuffled(PlaygroundSettings settings, PlaygroundPoints points) {
    return new PlaygroundNetwork(settings, points.shuffled(settings.trainShare(), settings.seed()));
  }

  static MultiLayerConfiguration configuration(PlaygroundSettings settings) {
    NeuralNetConfiguration.Builder builder =
        new NeuralNetConfiguration.Builder()
            .seed(settings.seed())
            .dataType(DataType.DOUBLE)
            .updater(new Sgd(settings.learningRate()))
            .weightInit(new UniformDistribution(-FIRST_WEIGHT, FIRST_WEIGHT))
            .biasInit(FIRST_BIAS)
            .activation(settings.activation().nd4j());
    switch (settings.regularization()) {
      case NONE -> {}
      case L1 -> builder.l1(settings.regularizationRate());
      case L2 -> builder.l2(settings.regularizationRate());
    }
    NeuralNetConfiguration.ListBuilder layers = builder.list();
    int width = settings.features().size();
    for (int neurons : settings.hiddenLayers()) {
      layers.layer(new DenseLayer.Builder().nIn(width).nOut(neurons).build());
      width = neurons;
    }
    return layers
        .layer(
            // ND4J's loss is the squared error; the weight halves it.
            new OutputLayer.Builder(new LossL2(Nd4j.createFromArray(0.5)))
                .nIn(width)
                .nOut(1)
                .activation(
                    settings.problem() == Problem.CLASSIFICATION
                        ? Activation.TANH
                        : Activation.IDENTITY)
                .build())
        .build();
  }

  /**
   * The settings.
   *
   * @return the given settings, with the current learning rate
   */
  public PlaygroundSettings settings() {
    return settings;
  }

  /**
   * The points.
   *
   * @return the training and test points
   */
  public PlaygroundPoints.Parts points() {
    return points;
  }

  /**
   * Trains on the next mini-batch.
   *
   * @return false if the loss is no longer a number; {@link #message()} then explains it
   * @throws IllegalStateException if the loss was not a number before
   */
  public boolean step() {
    if (diverged) {
      throw new IllegalStateException(message().orElseThrow());
    }
    int batch = (int) (steps % inputs.size());
    double loss =
        OneThread.compute(
            () -> {
              network.fit(inputs.get(batch), targets.get(batch));
              return network.score();
            });
    steps++;
    diverged = !Double.isFinite(loss);
    return !diverged;
  }

  /**
   * Trains to the end of the current epoch, or for the whole next epoch.
   *
   * @return false if the loss is no longer a number
   * @throws IllegalStateException if the loss was not a number before
   */
  public boolean epoch() {
    return epoch(() -> true);
  }

  /**
   * Trains to the end of the current epoch, or for the whole next epoch, unless it is interrupted.
   *
   * @param goOn is called after each step; false ends the training within the epoch
   * @return false if the loss is no longer a number
   * @throws IllegalStateException if the loss was not a number before
   */
  public boolean epoch(BooleanSupplier goOn) {
    boolean over = false;
    while (!over) {
      over = !step() || steps % inputs.size() == 0 || !goOn.getAsBoolean();
    }
    return !diverged;
  }

  /**
   * Trains for whole epochs until the rule is met or the loss is no longer a number.
   *
   * @param rule the rule for stopping
   * @return the figures at the end
   * @throws IllegalArgumentException if the rule has no limit of epochs, because training might
   *     never end
   * @throws IllegalStateException if the loss was not a number before
   */
  public PlaygroundFigures train(StopRule rule) {
    if (rule.epochs() == 0) {
      throw new IllegalArgumentException(
          "stop after 0 epochs: give a limit, by StopRule.afterEpochs(…)");
    }
    PlaygroundFigures figures = figures();
    while (!rule.isMet(figures.epochs(), figures.trainLoss()) && epoch()) {
      figures = figures();
    }
    return figures();
  }

  /** Restores the initial weights and biases. */
  public void reset() {
    network.setParameters(row(start));
    origin = start;
    originSteps = 0;
    steps = 0;
    diverged = false;
  }

  private static INDArray row(double[] parameters) {
    return Nd4j.createFromArray(parameters).reshape(1, parameters.length);
  }

  /**
   * The steps since the start.
   *
   * @return the number of mini-batches
   */
  public long steps() {
    return steps;
  }

  /**
   * The complete epochs since the start.
   *
   * @return the number of passes over the training points
   */
  public long epochs() {
    return steps / inputs.size();
  }

  /**
   * The reason why training can't continue.
   *
   * @return a sentence if the loss is no longer a number; otherwise empty
   */
  public Optional<String> message() {
    return diverged
        ? Optional.of(
            "The loss is not a number after step "
                + steps
                + ": the training diverged. Reset, and choose a smaller learning rate than "
                + settings.toMap().get("learningRate")
                + (settings.regularization() == Regularization.NONE
                    ? ""
                    : " or a smaller regularization rate than "
                        + settings.toMap().get("regularizationRate"))
                + ".")
        : Optional.empty();
  }

  /**
   * Computes the losses, and the classes of all points.
   *
   * @return the figures
   */
  public PlaygroundFigures figures() {
    double[] train = outputs(trainInputs);
    double[] test = outputs(testInputs);
    double trainLoss = loss(train, points.train());
    diverged |= !Double.isFinite(trainLoss);
    return new PlaygroundFigures(
        steps,
        epochs(),
        trainLoss,
        loss(test, points.test()),
        confusion(train, points.train()),
        confusion(test, points.test()));
  }

  private double[] outputs(INDArray of) {
    return OneThread.compute(
        () -> {
          try (INDArray output = network.output(of, false)) {
            return output.toDoubleVector();
          }
        });
  }

  private static double loss(double[] outputs, PlaygroundPoints points) {
    double sum = 0;
    for (int i = 0; i < outputs.length; i++) {
      double difference = outputs[i] - points.target(i);
      sum += 0.5 * difference * difference;
    }
    return sum / outputs.length;
  }

  private static Optional<ConfusionMatrix> confusion(double[] outputs, PlaygroundPoints points) {
    if (points.classes().isEmpty()) {
      return Optional.empty();
    }
    long[][] counts = new long[2][2];
    for (int i = 0; i < outputs.length; i++) {
      counts[points.target(i) > 0 ? 1 : 0][outputs[i] >= 0 ? 1 : 0]++;
    }
    return Optional.of(ConfusionMatrix.ofCounts(counts, points.classes()));
  }

  /**
   * The outputs for the test points of a classification problem, for {@link
   * io.github.derm4j.metrics.RocCurve} and {@link io.github.derm4j.metrics.Auc}.
   *
   * @return the scores; empty for a regression, if all test points are of one class, or if an
   *     output is not a number
   */
  public Optional<BinaryScores> testScores() {
    if (points.test().classes().isEmpty()) {
      return Optional.empty();
    }
    double[] scores = outputs(testInputs);
    boolean[] positive = new boolean[scores.length];
    int positives = 0;
    for (int i = 0; i < positive.length; i++) {
      positive[i] = points.test().target(i) > 0;
      positives += positive[i] ? 1 : 0;
    }
    boolean usable =
        positives > 0
            && positives < positive.length
            && Arrays.stream(scores).allMatch(Double::isFinite);
    return usable ? Optional.of(BinaryScores.of(scores, positive)) : Optional.empty();
  }

  /**
   * Computes the output of each neuron over the plane.
   *
   * @param size the cells of a side of the grid, from 1 to 200
   * @return the maps
   * @throws IllegalArgumentException if the size is out of its range
   */
  public PlaygroundMaps maps(int size) {
    if (size < 1 || size > 200) {
      throw new IllegalArgumentException("size " + size + ": must be from 1 to 200");
    }
    return new PlaygroundMaps(size, OneThread.compute(() -> activations(grid(size))));
  }

  /** The outputs of the neurons of each layer, neurons × points. */
  private double[][][] activations(INDArray of) {
    // The first one is the input itself.
    List<INDArray> activations = network.feedForward(of, false);
    double[][][] values = new double[activations.size() - 1][][];
    for (int layer = 0; layer < values.length; layer++) {
      try (INDArray activation = activations.get(layer + 1);
          INDArray byNeuron = activation.transpose().dup('c')) {
        values[layer] = byNeuron.toDoubleMatrix();
      }
    }
    return values;
  }

  /** The inputs at the cells, which are the same in all maps of the same size. */
  private INDArray grid(int size) {
    INDArray known = grid;
    if (known != null && known.rows() == size * size) {
      return known;
    }
    double[][] cells = new double[size * size][];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        cells[row * size + column] = inputsAt(row, column, size);
      }
    }
    grid = Nd4j.createFromArray(cells);
    return grid;
  }

  private double[] inputsAt(int row, int column, int size) {
    double[] point = new double[points.train().columns().size()];
    point[0] = PlaygroundMaps.centre(column, size);
    point[1] = -PlaygroundMaps.centre(row, size);
    return PlaygroundPoints.inputs(settings.features(), point);
  }

  /**
   * Computes an input over the plane, as {@link #maps} does for neurons.
   *
   * @param feature a feature, which need not be one of the settings
   * @param size the cells of a side of the grid
   * @return the values by rows, from the top
   * @throws IllegalArgumentException if the points have fewer columns than the feature needs
   */
  public double[] map(InputFeature feature, int size) {
    double[] values = new double[size * size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        double[] point = new double[points.train().columns().size()];
        point[0] = PlaygroundMaps.centre(column, size);
        point[1] = -PlaygroundMaps.centre(row, size);
        values[row * size + column] = PlaygroundPoints.inputs(List.of(feature), point)[0];
      }
    }
    return values;
  }

  /**
   * The number of layers with weights.
   *
   * @return the hidden layers and the output
   */
  public int layers() {
    return settings.hiddenLayers().size() + 1;
  }

  /**
   * A weight.
   *
   * @param layer from 0 for the first hidden one; the last one is the output
   * @param from the input, or the neuron of the previous layer
   * @param to the neuron of the layer
   * @return the weight
   * @throws IllegalArgumentException if there is no such weight
   */
  public double weight(int layer, int from, int to) {
    return parameter(layer, "W", from, to).getDouble(from, to);
  }

  /**
   * Changes a weight.
   *
   * @param layer from 0 for the first hidden one; the last one is the output
   * @param from the input, or the neuron of the previous layer
   * @param to the neuron of the layer
   * @param value the new weight
   * @throws IllegalArgumentException if there is no such weight, or the value is not finite
   */
  public void setWeight(int layer, int from, int to, double value) {
    edit(parameter(layer, "W", from, to), from, to, value);
  }

  /**
   * A bias.
   *
   * @param layer from 0 for the first hidden one; the last one is the output
   * @param neuron of the layer
   * @return the bias
   * @throws IllegalArgumentException if there is no such neuron
   */
  public double bias(int layer, int neuron) {
    return parameter(layer, "b", 0, neuron).getDouble(0, neuron);
  }

  /**
   * Changes a bias.
   *
   * @param layer from 0 for the first hidden one; the last one is the output
   * @param neuron of the layer
   * @param value the new bias
   * @throws IllegalArgumentException if there is no such neuron, or the value is not finite
   */
  public void setBias(int layer, int neuron, double value) {
    edit(parameter(layer, "b", 0, neuron), 0, neuron, value);
  }

  private INDArray parameter(int layer, String kind, int row, int column) {
    if (layer < 0 || layer >= layers()) {
      throw new IllegalArgumentException("layer " + layer + ": must be below " + layers());
    }
    INDArray parameter = parameter(layer, kind);
    if (row < 0 || column < 0 || row >= parameter.rows() || column >= parameter.columns()) {
      throw new IllegalArgumentException(
          "layer "
              + layer
              + " has no "
              + (kind.equals("W") ? "weight from " + row + " to " + column : "bias " + column));
    }
    return parameter;
  }

  /** A view of the biases as a row. */
  private INDArray parameter(int layer, String kind) {
    INDArray parameter = network.getParam(layer + "_" + kind);
    return kind.equals("W") ? parameter : parameter.reshape(1, parameter.length());
  }

  private void edit(INDArray parameter, int row, int column, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("value " + value + ": must be finite");
    }
    parameter.putScalar(row, column, value);
    beginHere();
    diverged = false;
  }

  private void beginHere() {
    origin = network.params().toDoubleVector();
    originSteps = steps;
  }

  /**
   * Changes the learning rate of the following steps.
   *
   * @param rate from 0.00001 to 10
   * @throws IllegalArgumentException if it is out of its range
   */
  public void setLearningRate(double rate) {
    settings = settings.withLearningRate(rate);
    network.setLearningRate(rate);
    if (steps > 0) {
      beginHere();
    }
  }

  /**
   * The current state of the network.
   *
   * @return settings, weights and losses
   */
  public PlaygroundSnapshot snapshot() {
    PlaygroundFigures figures = figures();
    return new PlaygroundSnapshot(
        settings.toMap(), steps, parameters(), figures.trainLoss(), figures.testLoss());
  }

  /**
   * All weights and biases.
   *
   * @return the parameters of each hidden layer and the output
   */
  public List<PlaygroundSnapshot.Layer> parameters() {
    List<PlaygroundSnapshot.Layer> layers = new ArrayList<>();
    for (int layer = 0; layer < layers(); layer++) {
      layers.add(layer(layer));
    }
    return layers;
  }

  private PlaygroundSnapshot.Layer layer(int layer) {
    List<List<Double>> weights =
        Arrays.stream(parameter(layer, "W").toDoubleMatrix())
            .map(row -> Arrays.stream(row).boxed().toList())
            .toList();
    List<Double> biases = Arrays.stream(parameter(layer, "b").toDoubleMatrix()[0]).boxed().toList();
    return new PlaygroundSnapshot.Layer(weights, biases);
  }

  /**
   * Restores the weights and the step of a snapshot.
   *
   * @param snapshot the snapshot of a network with the same inputs and layers
   * @throws IllegalArgumentException if it has other inputs or layers, a weight that is not finite,
   *     or a negative step
   */
  public void restore(PlaygroundSnapshot snapshot) {
    if (snapshot.layers().size() != layers() || snapshot.steps() < 0) {
      throw new IllegalArgumentException(
          "snapshot of "
              + snapshot.layers().size()
              + " layers after "
              + snapshot.steps()
              + " steps: must have "
              + layers()
              + " layers");
    }
    for (int layer = 0; layer < layers(); layer++) {
      put(layer, "W", snapshot.layers().get(layer).weights());
      put(layer, "b", List.of(snapshot.layers().get(layer).biases()));
    }
    steps = snapshot.steps();
    beginHere();
    diverged = false;
  }

  private void put(int layer, String kind, List<List<Double>> rows) {
    INDArray parameter = parameter(layer, kind);
    boolean fits =
        rows.size() == parameter.rows()
            && rows.stream().allMatch(row -> row.size() == parameter.columns());
    if (!fits || !rows.stream().flatMap(List::stream).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "layer "
              + layer
              + ": must have "
              + parameter.rows()
              + " × "
              + parameter.columns()
              + " finite "
              + (kind.equals("W") ? "weights" : "biases"));
    }
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < parameter.columns(); column++) {
        parameter.putScalar(row, column, rows.get(row).get(column));
      }
    }
  }

  /**
   * Writes a program that trains the same network for the same number of steps and prints the same
   * losses: a complete Java file for JBang or a Maven project. If weights were edited, the program
   * begins with the weights after the last edit.
   *
   * @return the Java source of a class {@code Playground}; for own data, its argument is the CSV
   *     file
   */
  public String javaSource() {
    return new JavaSource(settings, origin == start ? null : origin, originSteps, steps).text();
  }

  /**
   * Writes the same program for Keras. The program reads the points from the file {@code
   * points.csv}, see {@link #pointsCsv()}. It begins with the same weights; its losses agree up to
   * rounding.
   *
   * @return Python source
   */
  public String kerasSource() {
    return new KerasSource(this, origin, originSteps).text();
  }

  /**
   * Writes the points in the form that the network uses.
   *
   * @return CSV with the columns x1, x2, …, target, and part (train or test)
   */
  public String pointsCsv() {
    StringBuilder csv = new StringBuilder();
    int columns = points.train().columns().size();
    for (int column = 1; column <= columns; column++) {
      csv.append('x').append(column).append(',');
    }
    csv.append("target,part\n");
    append(csv, points.train(), "train");
    append(csv, points.test(), "test");
    return csv.toString();
  }

  private static void append(StringBuilder csv, PlaygroundPoints part, String name) {
    for (int i = 0; i < part.size(); i++) {
      for (int column = 0; column < part.columns().size(); column++) {
        csv.append(part.value(i, column)).append(',');
      }
      csv.append(part.target(i)).append(',').append(name).append('\n');
    }
  }
}
