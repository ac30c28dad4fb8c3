package io.github.derm4j.model.quantization;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Static calibration: observes the activations of a network over images, and chooses the scales
 * that 8 bits need. One pass over the images serves all estimators. A few hundred training images
 * are enough; labels are not used.
 *
 * <p>For one thread at a time.
 */
public final class ActivationCalibrator {

  private final ComputationGraph network;
  private final Map<String, String> scaleOfUnit;
  private final Map<String, ActivationHistogram> histograms = new HashMap<>();
  private int images;

  private ActivationCalibrator(ComputationGraph network) {
    this.network = network;
    this.scaleOfUnit = SharedScales.of(network.getConfiguration());
  }

  /**
   * Makes a calibrator that has not observed any image.
   *
   * @param folded a network without normalisations, such as {@code FeatureExtractor.body()}, whose
   *     parameters are shared
   * @return a calibrator
   */
  public static ActivationCalibrator of(ComputationGraph folded) {
    // clone() is not used, because it loses the axis of the concatenations.
    ComputationGraph twin =
        new ComputationGraph(
            ComputationGraphConfiguration.fromJson(folded.getConfiguration().toJson()));
    twin.init(folded.params(), false);
    return new ActivationCalibrator(twin);
  }

  /**
   * Computes the network and adds its activations.
   *
   * @param pixels {@code [n, size, size, 3]}, preprocessed as for prediction
   * @throws IllegalArgumentException if an activation is not finite
   */
  public void observe(INDArray pixels) {
    Map<String, INDArray> activations = network.feedForward(pixels, false);
    scaleOfUnit.forEach(
        (unit, scale) ->
            histograms
                .computeIfAbsent(scale, name -> new ActivationHistogram())
                .add(
                    Objects.requireNonNull(activations.get(unit), unit).dup('c').data().asFloat()));
    images += Math.toIntExact(pixels.size(0));
  }

  /**
   * Chooses the scales.
   *
   * @param estimator the method
   * @return the scales
   * @throws IllegalStateException if no image was observed
   */
  public QuantizationScales scales(RangeEstimator estimator) {
    if (images == 0) {
      throw new IllegalStateException("no image was observed; call observe first");
    }
    Map<String, Float> byName = new HashMap<>();
    histograms.forEach(
        (name, histogram) ->
            byName.put(
                name, (float) (histogram.threshold(estimator) / QuantizationScales.MAXIMUM)));
    Map<String, Float> scales = new LinkedHashMap<>();
    scaleOfUnit.forEach(
        (unit, name) -> scales.put(unit, Objects.requireNonNull(byName.get(name), name)));
    return new QuantizationScales(estimator, images, scales);
  }
}
