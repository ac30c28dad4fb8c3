/**
 * Inception v3, as used in the paper: {@link io.github.derm4j.model.inception.InceptionV3} builds
 * the network, {@link io.github.derm4j.model.inception.KerasWeights} loads weights into it.
 */
@NullMarked
package io.github.derm4j.model.inception;

import org.jspecify.annotations.NullMarked;
