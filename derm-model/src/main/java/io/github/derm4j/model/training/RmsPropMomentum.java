package io.github.derm4j.model.training;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.Axpy;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * RMSProp with momentum as TensorFlow defines it, the optimiser of the paper (Methods): with g the
 * gradient,
 *
 * <pre>
 * ms  = rho * ms + (1 - rho) * g^2
 * mom = mu * mom + lr * g / sqrt(ms + epsilon)
 * w   = w - mom
 * </pre>
 *
 * <p>It differs from Deeplearning4j's own {@code RmsProp} by the momentum, by the epsilon inside
 * the root, and by {@code ms} starting at one, as in TensorFlow, which damps the first steps. The
 * paper's values are a learning rate of 0.001, rho 0.9, mu 0.9 and epsilon 0.1.
 */
public final class RmsPropMomentum implements IUpdater {

  private static final long serialVersionUID = 1L;

  /** The paper's learning rate (Methods). */
  public static final double PAPER_LEARNING_RATE = 0.001;

  /** The paper's decay of the mean square (Methods). */
  public static final double PAPER_DECAY = 0.9;

  /** The paper's momentum (Methods). */
  public static final double PAPER_MOMENTUM = 0.9;

  /** The paper's epsilon (Methods). */
  public static final double PAPER_EPSILON = 0.1;

  private double learningRate;
  private @Nullable ISchedule learningRateSchedule;
  private final double decay;
  private final double momentum;
  private final double epsilon;

  /**
   * Makes an optimiser with given values.
   *
   * @param learningRate the learning rate; not used if there is a schedule
   * @param learningRateSchedule the learning rate by iteration or epoch, or null for a constant one
   * @param decay rho, in [0, 1)
   * @param momentum mu, in [0, 1)
   * @param epsilon the number that is added to the mean square under the root, above 0
   */
  public RmsPropMomentum(
      @JsonProperty("learningRate") double learningRate,
      @JsonProperty("learningRateSchedule") @Nullable ISchedule learningRateSchedule,
      @JsonProperty("decay") double decay,
      @JsonProperty("momentum") double momentum,
      @JsonProperty("epsilon") double epsilon) {
    this.learningRate = learningRate;
    this.learningRateSchedule = learningRateSchedule;
    this.decay = inUnitInterval("decay", decay);
    this.momentum = inUnitInterval("momentum", momentum);
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon = " + epsilon + ": must be above 0");
    }
    this.epsilon = epsilon;
  }

  /**
   * Makes the paper's optimiser with another learning rate.
   *
   * @param learningRate the learning rate, constant
   * @return the optimiser
   */
  public static RmsPropMomentum withLearningRate(double learningRate) {
    return new RmsPropMomentum(learningRate, null, PAPER_DECAY, PAPER_MOMENTUM, PAPER_EPSILON);
  }

  private static double inUnitInterval(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " = " + value + ": must be in [0, 1)");
    }
    return value;
  }

  @Override
  public long stateSize(long numParams) {
    return 2 * numParams;
  }

  @Override
  public GradientUpdater<RmsPropMomentum> instantiate(INDArray view, boolean initialize) {
    INDArray vector = view.reshape(view.length());
    State state = new State(this);
    state.setStateViewArray(vector, new long[] {vector.length() / 2}, 'c', initialize);
    return state;
  }

  @Override
  public GradientUpdater<RmsPropMomentum> instantiate(
      Map<String, INDArray> arrays, boolean initialize) {
    State state = new State(this);
    state.setState(arrays, initialize);
    return state;
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return learningRateSchedule == null
        ? learningRate
        : learningRateSchedule.valueAt(iteration, epoch);
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double rate, @Nullable ISchedule schedule) {
    this.learningRate = rate;
    this.learningRateSchedule = schedule;
  }

  /**
   * Updates parameters on the heap with the current learning rate; the result is that of an
   * {@linkplain #instantiate instance} up to rounding.
   *
   * @param count the number of values
   * @param rate the factor of the learning rate
   */
  void step(
      float[] parameters,
      float[] gradient,
      float[] meanSquare,
      float[] velocity,
      int count,
      float rate) {
    float kept = (float) decay;
    float taken = (float) (1 - decay);
    float mu = (float) momentum;
    float above = (float) epsilon;
    float length = (float) learningRate;
    for (int i = 0; i < count; i++) {
      float g = gradient[i];
      float ms = meanSquare[i] * kept + g * g * taken;
      float v = velocity[i] * mu + g / (float) Math.sqrt(ms + above) * length;
      meanSquare[i] = ms;
      velocity[i] = v;
      parameters[i] -= v * rate;
    }
  }

  @Override
  @SuppressWarnings("MissingSuperCall") // The interface requires clone(); a shallow copy suffices.
  public RmsPropMomentum clone() {
    return new RmsPropMomentum(learningRate, learningRateSchedule, decay, momentum, epsilon);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RmsPropMomentum updater
        && learningRate == updater.learningRate
        && Objects.equals(learningRateSchedule, updater.learningRateSchedule)
        && decay == updater.decay
        && momentum == updater.momentum
        && epsilon == updater.epsilon;
  }

  @Override
  public int hashCode() {
    return Objects.hash(learningRate, learningRateSchedule, decay, momentum, epsilon);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "RmsPropMomentum[learningRate=%s, schedule=%s, decay=%s, momentum=%s, epsilon=%s]",
        learningRate,
        learningRateSchedule,
        decay,
        momentum,
        epsilon);
  }

  /** The mean square and the momentum of one block of parameters, as two halves of one array. */
  private static final class State implements GradientUpdater<RmsPropMomentum> {

    private static final String MEAN_SQUARE = "meanSquare";
    private static final String MOMENTUM = "momentum";

    private final RmsPropMomentum config;
    private @Nullable INDArray meanSquare;
    private @Nullable INDArray velocity;

    State(RmsPropMomentum config) {
      this.config = config;
    }

    @Override
    public RmsPropMomentum getConfig() {
      return config;
    }

    @Override
    public void setState(Map<String, INDArray> arrays, boolean initialize) {
      meanSquare = arrays.get(MEAN_SQUARE);
      velocity = arrays.get(MOMENTUM);
      initialize(initialize);
    }

    @Override
    public Map<String, INDArray> getState() {
      return Map.of(MEAN_SQUARE, ready(meanSquare), MOMENTUM, ready(velocity));
    }

    @Override
    public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialize) {
      long half = view.length() / 2;
      INDArray vector = view.reshape(view.length());
      meanSquare = vector.get(NDArrayIndex.interval(0, half)).reshape(order, shape);
      velocity = vector.get(NDArrayIndex.interval(half, 2 * half)).reshape(order, shape);
      initialize(initialize);
    }

    private void initialize(boolean initialize) {
      if (initialize) {
        ready(meanSquare).assign(1);
        ready(velocity).assign(0);
      }
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      INDArray ms = ready(meanSquare);
      INDArray mom = ready(velocity);
      INDArray g = gradient.reshape(gradient.ordering(), ms.shape());
      ms.muli(config.decay);
      Nd4j.exec(new Axpy(g.mul(g), ms, ms, 1 - config.decay));
      mom.muli(config.momentum);
      Nd4j.exec(new Axpy(dividedByRoot(g, ms), mom, mom, config.getLearningRate(iteration, epoch)));
      g.assign(mom);
    }

    /**
     * Computes {@code g / sqrt(ms + epsilon)} as the normalisation of an image of one pixel whose
     * channels have mean 0 and variance ms. ND4J computes this with the processor's vector
     * instructions, unlike its own square root, which saves a tenth of a training step.
     */
    private INDArray dividedByRoot(INDArray g, INDArray ms) {
      long n = g.length();
      INDArray out = Nd4j.createUninitialized(g.dataType(), n);
      Nd4j.exec(
          DynamicCustomOp.builder("batchnorm")
              .addInputs(g.reshape(1, 1, 1, n), Nd4j.zeros(g.dataType(), n), ms.reshape(n))
              .addOutputs(out.reshape(1, 1, 1, n))
              .addIntegerArguments(0, 0, 3) // no scale, no shift, channels last
              .addFloatingPointArguments(config.epsilon)
              .build());
      return out;
    }

    private static INDArray ready(@Nullable INDArray array) {
      if (array == null) {
        throw new IllegalStateException("The optimiser's state was not set");
      }
      return array;
    }
  }
}
