package io.github.derm4j.model.layers;

import static io.github.derm4j.model.layers.ConvolutionUnit.BETA;
import static io.github.derm4j.model.layers.ConvolutionUnit.KERNEL;
import static io.github.derm4j.model.layers.ConvolutionUnit.MEAN;
import static io.github.derm4j.model.layers.ConvolutionUnit.VARIANCE;

import io.github.derm4j.model.internal.Broadcasts;
import java.util.Locale;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.same.Square;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The computation of a {@link ConvolutionUnit}.
 *
 * <p>In the formulas below an array {@code [n, h, w, c]} is a matrix {@code [m, c]} of {@code m = n
 * h w} rows, and a sum over a batch is the product of a row of ones with that matrix.
 */
final class ConvolutionUnitLayer extends BaseLayer<ConvolutionUnit> {

  private static final long serialVersionUID = 1L;
  private static final int CHANNELS_LAST = 1;
  private static final int KERNEL_HEIGHT_WIDTH_IN_OUT = 0;

  // The arrays that a training step keeps from the forward pass for the backward pass.
  private transient @Nullable INDArray convolved;
  private transient @Nullable INDArray output;
  private transient boolean frozen;
  private transient boolean frozenStatistics;
  private transient @Nullable INDArray ones;
  private final transient INDArray unitScale;
  private final transient INDArray batchMean;
  private final transient INDArray batchVariance;

  @SuppressWarnings("try") // The open scope has the effect; it is not called.
  ConvolutionUnitLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    long channels = layerConf().getNOut();
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      unitScale = Nd4j.ones(dataType, channels);
      batchMean = Nd4j.createUninitialized(dataType, channels);
      batchVariance = Nd4j.createUninitialized(dataType, channels);
    }
  }

  /** Returns whether it is frozen, together with all layers below it. */
  boolean isFrozen() {
    return frozen;
  }

  boolean isNormalized() {
    return layerConf().batchNormalization();
  }

  /** Returns whether training normalises by the statistics of each batch. */
  boolean usesBatchStatistics() {
    return isNormalized() && !frozenStatistics;
  }

  void freeze() {
    frozen = true;
    frozenStatistics = true;
  }

  void freezeStatistics() {
    frozenStatistics = true;
  }

  /** The mean of the last batch in training mode. */
  INDArray batchMean() {
    return batchMean;
  }

  /** The (biased) variance of the last batch in training mode. */
  INDArray batchVariance() {
    return batchVariance;
  }

  @Override
  public Type type() {
    return Type.CONVOLUTIONAL;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void setParams(INDArray params) {
    setParams(params, 'c');
  }

  @Override
  public boolean updaterDivideByMinibatch(String parameter) {
    return !ConvolutionUnitParameters.isStatistic(parameter);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    applyDropOutIfNecessary(training, workspaces);
    INDArray in = contiguous(input.castTo(dataType));
    long[] shape = outputShape(in);

    if (!isNormalized()) {
      INDArray out = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
      convolve(out, in, getParam(KERNEL), getParam(BETA));
      rectify(out);
      output = training && !frozen ? out : null;
      return out;
    }

    // The backward pass reads the convolution's output again if the batch's statistics depend on
    // it.
    boolean backward = training && usesBatchStatistics();
    ArrayType lifetime = backward ? ArrayType.ACTIVATIONS : ArrayType.FF_WORKING_MEM;
    INDArray z = workspaces.createUninitialized(lifetime, dataType, shape, 'c');
    convolve(z, in, getParam(KERNEL));
    INDArray mean = getParam(MEAN);
    INDArray variance = getParam(VARIANCE);
    if (backward) {
      batchStatistics(z, workspaces);
      mean = batchMean;
      variance = batchVariance;
    }
    INDArray out = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
    normalize(out, z, mean, variance, getParam(BETA));
    rectify(out);
    convolved = backward ? z : null;
    output = training && !frozen ? out : null;
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    if (frozen) {
      return noGradient(workspaces);
    }
    INDArray out = forwardPass(output);
    INDArray in = contiguous(input.castTo(dataType));

    // Through the ReLU: the gradient passes where the output is positive, and sign(output) is 1
    // there.
    INDArray delta =
        workspaces.createUninitialized(ArrayType.BP_WORKING_MEM, dataType, out.shape(), 'c');
    Nd4j.exec(new Sign(out, delta));
    delta.muli(contiguous(epsilon.castTo(dataType)));

    Gradient gradient = new DefaultGradient();
    INDArray betaGradient = gradientView(BETA);
    columnSums(delta, betaGradient, 1);
    if (usesBatchStatistics()) {
      throughNormalization(delta, betaGradient, workspaces);
      statisticsUpdate(gradientView(MEAN), getParam(MEAN), batchMean);
      statisticsUpdate(gradientView(VARIANCE), getParam(VARIANCE), batchVariance);
    } else if (isNormalized()) {
      Broadcasts.multiplyRows(matrix(delta), inverseDeviation(getParam(VARIANCE)));
      gradientView(MEAN).assign(0);
      gradientView(VARIANCE).assign(0);
    }

    INDArray kernelGradient = gradientView(KERNEL);
    INDArray inputGradient =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, in.shape(), 'c');
    new ConvolutionGradient(convolutionArguments(), workspaces)
        .compute(
            in,
            getParam(KERNEL),
            delta,
            inputGradient,
            kernelGradient,
            ConvolutionGradient.goesChannelsFirst());

    for (String parameter : conf.variables()) {
      gradient.setGradientFor(parameter, gradientView(parameter));
    }
    convolved = null;
    output = null;
    return new Pair<>(gradient, backpropDropOutIfPresent(inputGradient));
  }

  /** The gradient of a frozen unit without trained units below it: zeros. */
  private Pair<Gradient, INDArray> noGradient(LayerWorkspaceMgr workspaces) {
    Gradient gradient = new DefaultGradient();
    for (String parameter : conf.variables()) {
      gradient.setGradientFor(parameter, gradientView(parameter).assign(0));
    }
    INDArray inputGradient =
        workspaces
            .createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c')
            .assign(0);
    return new Pair<>(gradient, inputGradient);
  }

  private INDArray inverseDeviation(INDArray variance) {
    return Transforms.sqrt(variance.add(layerConf().epsilon()), false).rdivi(1);
  }

  /**
   * Converts the gradient at the normalised output into the one at the convolution's output, in
   * place: with x the normalised activations, {@code dz = (dy - sum(dy)/m - x sum(dy x)/m) /
   * sqrt(var + e)} (Ioffe and Szegedy 2015, section 3, with gamma = 1).
   */
  private void throughNormalization(
      INDArray delta, INDArray deltaSums, LayerWorkspaceMgr workspaces) {
    INDArray z = forwardPass(convolved);
    long[] shape = delta.shape();
    long rows = rows(delta);
    INDArray x = workspaces.createUninitialized(ArrayType.BP_WORKING_MEM, dataType, shape, 'c');
    normalize(x, z, batchMean, batchVariance, null);
    INDArray product =
        workspaces.createUninitialized(ArrayType.BP_WORKING_MEM, dataType, shape, 'c');
    x.muli(delta, product);
    INDArray productMeans =
        workspaces.createUninitialized(
            ArrayType.BP_WORKING_MEM, dataType, new long[] {shape[3]}, 'c');
    columnSums(product, productMeans, 1.0 / rows);

    Broadcasts.multiplyRows(matrix(x), productMeans);
    delta.subi(x);
    // The rest, (d - mean(dy)) / sqrt(var + e), has the form of a normalisation, which takes one
    // pass.
    normalize(delta, delta, deltaSums.div(rows), batchVariance, null);
  }

  /**
   * The value that the optimiser subtracts from a moving statistic so that it becomes d·old +
   * (1-d)·new.
   */
  private void statisticsUpdate(INDArray update, INDArray moving, INDArray batch) {
    update.assign(moving).subi(batch).muli(1 - layerConf().decay());
  }

  /**
   * Computes the mean and the (biased) variance over the batch in two passes, to avoid cancellation
   * at large means.
   */
  private void batchStatistics(INDArray z, LayerWorkspaceMgr workspaces) {
    double share = 1.0 / rows(z);
    columnSums(z, batchMean, share);
    INDArray centred =
        workspaces.createUninitialized(ArrayType.FF_WORKING_MEM, dataType, z.shape(), 'c');
    Broadcasts.subtractFromRows(matrix(z), batchMean, matrix(centred));
    Nd4j.exec(new Square(centred, centred));
    columnSums(centred, batchVariance, share);
  }

  private void columnSums(INDArray array, INDArray sums, double factor) {
    Nd4j.gemm(
        ones(rows(array)),
        matrix(array),
        sums.reshape('c', 1, sums.length()),
        false,
        false,
        factor,
        0);
  }

  /** A row of ones. It is kept, because filling it takes as long as some of the sums. */
  @SuppressWarnings("try") // The open scope has the effect; it is not called.
  private INDArray ones(long length) {
    INDArray kept = ones;
    if (kept == null || kept.length() != length) {
      try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        kept = Nd4j.ones(dataType, 1, length);
      }
      ones = kept;
    }
    return kept;
  }

  private void convolve(INDArray out, INDArray... inputs) {
    Nd4j.exec(
        DynamicCustomOp.builder("conv2d")
            .addInputs(inputs)
            .addOutputs(out)
            .addIntegerArguments(convolutionArguments())
            .build());
  }

  private int[] convolutionArguments() {
    ConvolutionUnit unit = layerConf();
    int same = unit.samePadding() ? 1 : 0;
    return new int[] {
      unit.kernelHeight(),
      unit.kernelWidth(),
      unit.stride(),
      unit.stride(),
      0,
      0, // padding: none, or computed by the operation when "same"
      1,
      1, // dilation
      same,
      CHANNELS_LAST,
      KERNEL_HEIGHT_WIDTH_IN_OUT
    };
  }

  /** Computes for each channel {@code out = (in - mean) / sqrt(variance + epsilon) + shift}. */
  private void normalize(
      INDArray out, INDArray in, INDArray mean, INDArray variance, @Nullable INDArray shift) {
    // oneDNN accepts both a scale and a shift or neither, so the shift needs a scale of ones.
    INDArray[] inputs =
        shift == null
            ? new INDArray[] {in, mean, variance}
            : new INDArray[] {in, mean, variance, unitScale, shift};
    int affine = shift == null ? 0 : 1;
    Nd4j.exec(
        DynamicCustomOp.builder("batchnorm")
            .addInputs(inputs)
            .addOutputs(out)
            .addIntegerArguments(affine, affine, 3)
            .addFloatingPointArguments(layerConf().epsilon())
            .build());
  }

  private static void rectify(INDArray array) {
    Nd4j.exec(new RectifiedLinear(array, array, 0.0));
  }

  private long[] outputShape(INDArray in) {
    if (in.rank() != 4 || in.size(3) != layerConf().getNIn()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s takes [n, height, width, %d], got %s",
              layerId(),
              layerConf().getNIn(),
              in.shapeInfoToString()));
    }
    return new long[] {
      in.size(0),
      layerConf().outputSize(in.size(1), layerConf().kernelHeight()),
      layerConf().outputSize(in.size(2), layerConf().kernelWidth()),
      layerConf().getNOut()
    };
  }

  /** The view for the gradient of a parameter in the network's flat array. */
  INDArray gradientView(String parameter) {
    return Objects.requireNonNull(gradientViews.get(parameter), parameter);
  }

  private static INDArray forwardPass(@Nullable INDArray kept) {
    if (kept == null) {
      throw new IllegalStateException(
          "A backward pass needs a forward pass in training mode first");
    }
    return kept;
  }

  private static INDArray contiguous(INDArray array) {
    return hasDefaultStrides(array) ? array : array.dup('c');
  }

  private static boolean hasDefaultStrides(INDArray array) {
    long expected = 1;
    for (int dimension = array.rank() - 1; dimension >= 0; dimension--) {
      if (array.size(dimension) != 1 && array.stride(dimension) != expected) {
        return false;
      }
      expected *= array.size(dimension);
    }
    return true;
  }

  private static long rows(INDArray array) {
    return array.size(0) * array.size(1) * array.size(2);
  }

  private static INDArray matrix(INDArray array) {
    return array.reshape('c', rows(array), array.size(3));
  }
}
