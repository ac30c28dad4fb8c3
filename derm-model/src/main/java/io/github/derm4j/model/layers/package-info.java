/**
 * The Deeplearning4j layer of which Inception v3 consists: {@link
 * io.github.derm4j.model.layers.ConvolutionUnit}.
 */
@NullMarked
package io.github.derm4j.model.layers;

import org.jspecify.annotations.NullMarked;
