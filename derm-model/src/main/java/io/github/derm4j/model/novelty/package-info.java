/**
 * Scores of how unlike the training images an image is, from the features of the last hidden layer:
 * {@link io.github.derm4j.model.novelty.NoveltyDetector} has the entry points.
 */
@NullMarked
package io.github.derm4j.model.novelty;

import org.jspecify.annotations.NullMarked;
