package io.github.derm4j.model.layers;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.util.ConvolutionUtils;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;

/**
 * The basic unit of Inception v3 as one Deeplearning4j layer: a convolution, a batch normalisation
 * without scale, and a ReLU.
 *
 * <p>Activations are channels-last, {@code [n, height, width, channels]}, and the kernel is {@code
 * [kernelHeight, kernelWidth, in, out]}, as TensorFlow and Keras store it. One layer is faster than
 * three: the three operations share intermediate arrays, the convolution is computed once per step
 * (Deeplearning4j's own layer repeats it in the backward pass), and the sums over a batch are
 * matrix products, which are many times faster than ND4J's reductions over the leading dimensions.
 * docs/decisions/0001-engine.md has the measurements.
 *
 * <p>Parameters, in this order: {@value #KERNEL} (the kernel), {@value #BETA} (the shift) and, with
 * batch normalisation, {@value #MEAN} and {@value #VARIANCE} (the moving statistics, which are
 * parameters so that they are saved, averaged and sent with the rest; no updater touches them).
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public final class ConvolutionUnit extends FeedForwardLayer {

  /** The name of the kernel, {@code [kernelHeight, kernelWidth, in, out]}. */
  public static final String KERNEL = "W";

  /** The name of the shift of the batch normalisation, or of the bias without one. */
  public static final String BETA = "b";

  /** The name of the moving mean of the batch normalisation. */
  public static final String MEAN = "mean";

  /** The name of the moving variance of the batch normalisation. */
  public static final String VARIANCE = "var";

  private static final long serialVersionUID = 1L;

  private int kernelHeight = 1;
  private int kernelWidth = 1;
  private int stride = 1;
  private boolean samePadding = true;
  private boolean batchNormalization = true;
  private double decay = Builder.DEFAULT_DECAY;
  private double epsilon = Builder.KERAS_EPSILON;

  /** Used only for the JSON form. */
  public ConvolutionUnit() {}

  private ConvolutionUnit(Builder builder) {
    super(builder);
    kernelHeight = builder.kernelHeight;
    kernelWidth = builder.kernelWidth;
    stride = builder.stride;
    samePadding = builder.samePadding;
    batchNormalization = builder.batchNormalization;
    decay = builder.decay;
    epsilon = builder.epsilon;
    initializeConstraints(builder);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int layerIndex,
      INDArray paramsView,
      boolean initializeParams,
      DataType dataType) {
    ConvolutionUnitLayer layer = new ConvolutionUnitLayer(conf, dataType);
    layer.setListeners(listeners);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(paramsView);
    layer.setParamTable(initializer().init(conf, paramsView, initializeParams));
    layer.setConf(conf);
    return layer;
  }

  @Override
  public ParamInitializer initializer() {
    return ConvolutionUnitParameters.INSTANCE;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    InputTypeConvolutional in = channelsLast(inputType);
    return InputType.convolutional(
        outputSize(in.getHeight(), kernelHeight),
        outputSize(in.getWidth(), kernelWidth),
        nOut,
        CNN2DFormat.NHWC);
  }

  @Override
  public void setNIn(InputType inputType, boolean override) {
    if (nIn <= 0 || override) {
      nIn = channelsLast(inputType).getChannels();
    }
  }

  @Override
  public @Nullable InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    channelsLast(inputType);
    return null;
  }

  /**
   * Excludes the moving statistics from the updater, because their updates are applied unchanged.
   */
  @Override
  public IUpdater getUpdaterByParam(String parameter) {
    return ConvolutionUnitParameters.isStatistic(parameter)
        ? new NoOp()
        : super.getUpdaterByParam(parameter);
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    InputType outputType = getOutputType(0, inputType);
    long parameters = initializer().numParams(this);
    long out = outputType.arrayElementsPerExample();
    return new LayerMemoryReport.Builder(
            getLayerName(), ConvolutionUnit.class, inputType, outputType)
        .standardMemory(parameters, getUpdaterByParam(KERNEL).stateSize(parameters))
        .workingMemory(0, out, 0, 3 * out)
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  long outputSize(long in, int kernel) {
    if (samePadding) {
      return (in + stride - 1) / stride;
    }
    if (in < kernel) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Layer '%s': a %d x %d kernel does not fit an input of %d pixels; use larger images",
              getLayerName(),
              kernelHeight,
              kernelWidth,
              in));
    }
    return (in - kernel) / stride + 1;
  }

  private InputTypeConvolutional channelsLast(InputType inputType) {
    if (inputType instanceof InputTypeConvolutional in && in.getFormat() == CNN2DFormat.NHWC) {
      return in;
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "Layer '%s' takes images as [n, height, width, channels], got %s; %s",
            getLayerName(),
            inputType,
            ConvolutionUtils.NCHW_NHWC_ERROR_MSG));
  }

  int kernelHeight() {
    return kernelHeight;
  }

  int kernelWidth() {
    return kernelWidth;
  }

  /**
   * The stride.
   *
   * @return the stride in pixels of the input, in both directions
   */
  public int stride() {
    return stride;
  }

  /**
   * The padding.
   *
   * @return true for TensorFlow's "same", false for "valid" (no padding)
   */
  public boolean samePadding() {
    return samePadding;
  }

  boolean batchNormalization() {
    return batchNormalization;
  }

  double decay() {
    return decay;
  }

  /**
   * The number that is added to the variance under the square root.
   *
   * @return above 0
   */
  public double epsilon() {
    return epsilon;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConvolutionUnit unit
        && super.equals(other)
        && List.of(
                kernelHeight, kernelWidth, stride, samePadding, batchNormalization, decay, epsilon)
            .equals(
                List.of(
                    unit.kernelHeight,
                    unit.kernelWidth,
                    unit.stride,
                    unit.samePadding,
                    unit.batchNormalization,
                    unit.decay,
                    unit.epsilon));
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), kernelHeight, kernelWidth, stride, samePadding);
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof ConvolutionUnit;
  }

  /** Builds a {@link ConvolutionUnit}. */
  @SuppressWarnings("unchecked") // Deeplearning4j declares build() with a free type variable.
  public static final class Builder extends FeedForwardLayer.Builder<Builder> {

    /** Keras's epsilon for Inception v3. */
    public static final double KERAS_EPSILON = 1e-3;

    /** The default share of the moving statistics that a step keeps. */
    public static final double DEFAULT_DECAY = 0.9;

    private final int kernelHeight;
    private final int kernelWidth;
    private int stride = 1;
    private boolean samePadding = true;
    private boolean batchNormalization = true;
    private double decay = DEFAULT_DECAY;
    private double epsilon = KERAS_EPSILON;

    /**
     * Starts a unit with a kernel size.
     *
     * @param kernelHeight the height of the kernel in pixels, at least 1
     * @param kernelWidth the width of the kernel in pixels, at least 1
     */
    public Builder(int kernelHeight, int kernelWidth) {
      if (kernelHeight < 1 || kernelWidth < 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "A kernel of %d x %d: both must be at least 1",
                kernelHeight,
                kernelWidth));
      }
      this.kernelHeight = kernelHeight;
      this.kernelWidth = kernelWidth;
    }

    /**
     * Sets the stride.
     *
     * @param pixels the stride in both directions, at least 1
     * @return this builder
     */
    public Builder stride(int pixels) {
      if (pixels < 1) {
        throw new IllegalArgumentException("stride = " + pixels + ": must be at least 1");
      }
      this.stride = pixels;
      return this;
    }

    /**
     * Sets the padding.
     *
     * @param same true for TensorFlow's "same", false for "valid" (no padding)
     * @return this builder
     */
    public Builder samePadding(boolean same) {
      this.samePadding = same;
      return this;
    }

    /**
     * Sets whether a batch normalisation follows the convolution.
     *
     * @param normalized false for a plain bias, as in a network whose normalisation was folded
     * @return this builder
     */
    public Builder batchNormalization(boolean normalized) {
      this.batchNormalization = normalized;
      return this;
    }

    /**
     * Sets the decay of the moving statistics.
     *
     * @param kept the share of the old value that a step keeps, in [0, 1)
     * @return this builder
     */
    public Builder decay(double kept) {
      if (!(kept >= 0 && kept < 1)) {
        throw new IllegalArgumentException("decay = " + kept + ": must be in [0, 1)");
      }
      this.decay = kept;
      return this;
    }

    @Override
    public ConvolutionUnit build() {
      return new ConvolutionUnit(this);
    }
  }
}
