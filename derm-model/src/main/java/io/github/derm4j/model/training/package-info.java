/**
 * Training. Start with {@link io.github.derm4j.model.training.Trainer}: {@link
 * io.github.derm4j.model.training.NetworkTrainer} trains the layers of a network, {@link
 * io.github.derm4j.model.training.HeadTrainer} the softmax alone; {@link
 * io.github.derm4j.model.training.CrossValidator} trains one classifier per fold.
 */
@NullMarked
package io.github.derm4j.model.training;

import org.jspecify.annotations.NullMarked;
