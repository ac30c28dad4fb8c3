package io.github.derm4j.model.layers;

import static io.github.derm4j.model.layers.ConvolutionUnit.BETA;
import static io.github.derm4j.model.layers.ConvolutionUnit.KERNEL;
import static io.github.derm4j.model.layers.ConvolutionUnit.MEAN;
import static io.github.derm4j.model.layers.ConvolutionUnit.VARIANCE;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The layout of the parameters of a {@link ConvolutionUnit} in Deeplearning4j's flat array. */
final class ConvolutionUnitParameters implements ParamInitializer {

  static final ConvolutionUnitParameters INSTANCE = new ConvolutionUnitParameters();

  private ConvolutionUnitParameters() {}

  static boolean isStatistic(String parameter) {
    return MEAN.equals(parameter) || VARIANCE.equals(parameter);
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return shapes(layer).values().stream().mapToLong(ConvolutionUnitParameters::product).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return List.copyOf(shapes(layer).keySet());
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return List.of(KERNEL);
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return List.of(BETA);
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return KERNEL.equals(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return BETA.equals(key);
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    ConvolutionUnit unit = (ConvolutionUnit) conf.getLayer();
    // Synchronised, as in Deeplearning4j's own initialisers.
    Map<String, INDArray> parameters =
        Collections.synchronizedMap(new LinkedHashMap<>(views(unit, paramsView)));
    parameters.keySet().forEach(conf::addVariable);
    if (initializeParams) {
      parameters.forEach((name, array) -> initialize(unit, name, array));
    }
    return parameters;
  }

  private static void initialize(ConvolutionUnit unit, String name, INDArray array) {
    switch (name) {
      case KERNEL -> {
        double area = (double) unit.kernelHeight() * unit.kernelWidth();
        double fanIn = area * unit.getNIn();
        double fanOut = area * unit.getNOut() / ((double) unit.stride() * unit.stride());
        unit.getWeightInitFn().init(fanIn, fanOut, array.shape(), 'c', array);
      }
      case VARIANCE -> array.assign(1);
      default -> array.assign(0);
    }
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradientView) {
    return views((ConvolutionUnit) conf.getLayer(), gradientView);
  }

  private static Map<String, INDArray> views(ConvolutionUnit unit, INDArray flat) {
    INDArray vector = flat.reshape(flat.length());
    Map<String, INDArray> views = new LinkedHashMap<>();
    long offset = 0;
    for (Map.Entry<String, long[]> parameter : shapes(unit).entrySet()) {
      long length = product(parameter.getValue());
      views.put(
          parameter.getKey(),
          vector
              .get(NDArrayIndex.interval(offset, offset + length))
              .reshape('c', parameter.getValue()));
      offset += length;
    }
    return views;
  }

  /** The parameters in the order of the flat array. */
  private static Map<String, long[]> shapes(Layer layer) {
    ConvolutionUnit unit = (ConvolutionUnit) layer;
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(
        KERNEL,
        new long[] {unit.kernelHeight(), unit.kernelWidth(), unit.getNIn(), unit.getNOut()});
    shapes.put(BETA, new long[] {unit.getNOut()});
    if (unit.batchNormalization()) {
      shapes.put(MEAN, new long[] {unit.getNOut()});
      shapes.put(VARIANCE, new long[] {unit.getNOut()});
    }
    return shapes;
  }

  private static long product(long[] shape) {
    long product = 1;
    for (long size : shape) {
      product *= size;
    }
    return product;
  }
}
