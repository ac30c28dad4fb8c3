/**
 * Inception v3 fine-tuning and the lesion classifier that comes out of it.
 *
 * <p>{@link io.github.derm4j.model.training.Trainer} is the entry to training, {@link
 * io.github.derm4j.model.LesionClassifier} the entry to prediction; {@link
 * io.github.derm4j.model.inception.InceptionV3} builds the network of the paper, and {@link
 * io.github.derm4j.model.inception.KerasWeights} brings weights into it.
 *
 * <p>No ND4J backend comes along: add one (CPU or CUDA) to your own dependencies.
 */
@NullMarked
package io.github.derm4j.model;

import org.jspecify.annotations.NullMarked;
