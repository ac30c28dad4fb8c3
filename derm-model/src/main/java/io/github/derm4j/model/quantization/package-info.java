/**
 * Quantisation of a trained network to 8 bits: {@link
 * io.github.derm4j.model.quantization.ActivationCalibrator} observes activations, and {@link
 * io.github.derm4j.model.quantization.QuantizationScales} is its result.
 */
@NullMarked
package io.github.derm4j.model.quantization;

import org.jspecify.annotations.NullMarked;
