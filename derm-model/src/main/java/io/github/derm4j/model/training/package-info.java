/**
 * Training: {@link io.github.derm4j.model.training.Trainer} is the entry, with {@link
 * io.github.derm4j.model.training.NetworkTrainer} for the layers of a network and {@link
 * io.github.derm4j.model.training.HeadTrainer} for the softmax alone; {@link
 * io.github.derm4j.model.training.CrossValidator} trains one classifier per fold.
 */
@NullMarked
package io.github.derm4j.model.training;

import org.jspecify.annotations.NullMarked;
