/**
 * The Deeplearning4j layer that Inception v3 is made of: {@link
 * io.github.derm4j.model.layers.ConvolutionUnit}.
 */
@NullMarked
package io.github.derm4j.model.layers;

import org.jspecify.annotations.NullMarked;
