package io.github.derm4j.model.quantization;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The scales of a network's activations in 8 bits, as calibration found them. The output of a unit,
 * which is not negative after its ReLU, is {@code scale · q} with q from 0 to 255; larger values
 * are clipped. Weights have no scales here, because they follow from the weights themselves.
 *
 * @param estimator the method that chose the ranges
 * @param images the number of calibration images, at least 1
 * @param scales the scale of each convolution unit's output, by the unit's name; finite and
 *     positive
 */
public record QuantizationScales(RangeEstimator estimator, int images, Map<String, Float> scales) {

  /** The largest value in 8 bits without a sign. */
  public static final int MAXIMUM = 255;

  /**
   * Checks and copies the values.
   *
   * @param estimator the method that chose the ranges
   * @param images the number of calibration images
   * @param scales the scale of each convolution unit's output
   * @throws IllegalArgumentException if there is no image or a scale is not finite and positive
   */
  public QuantizationScales {
    if (images < 1) {
      throw new IllegalArgumentException("images = " + images + ": must be at least 1");
    }
    scales.forEach(
        (unit, scale) -> {
          if (!(scale > 0 && Float.isFinite(scale))) {
            throw new IllegalArgumentException(
                "the scale of " + unit + " is " + scale + ": must be finite and positive");
          }
        });
    scales = Collections.unmodifiableMap(new LinkedHashMap<>(scales));
  }

  /**
   * Returns the scale of a unit's output.
   *
   * @param unit the name of a convolution unit
   * @return the scale
   * @throws IllegalArgumentException if there is none; the scales are of another network then
   */
  public float of(String unit) {
    Float scale = scales.get(unit);
    if (scale == null) {
      throw new IllegalArgumentException(
          "the scales lack " + unit + "; calibrate this network itself");
    }
    return scale;
  }
}
