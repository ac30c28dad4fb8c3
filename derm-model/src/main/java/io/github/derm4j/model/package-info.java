/**
 * Fine-tuning of Inception v3, and the resulting lesion classifier.
 *
 * <p>Start with {@link io.github.derm4j.model.training.Trainer} for training, and with {@link
 * io.github.derm4j.model.LesionClassifier} for prediction; {@link
 * io.github.derm4j.model.inception.InceptionV3} builds the network of the paper, and {@link
 * io.github.derm4j.model.inception.KerasWeights} loads weights into it.
 *
 * <p>No ND4J backend is included: add one (CPU or CUDA) to your own dependencies.
 */
@NullMarked
package io.github.derm4j.model;

import org.jspecify.annotations.NullMarked;
