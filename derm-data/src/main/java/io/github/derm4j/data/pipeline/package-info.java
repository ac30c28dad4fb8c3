/**
 * Batches for training and evaluation: {@link io.github.derm4j.data.pipeline.LesionPipeline} reads,
 * decodes, transforms and normalises images on several threads, and passes them to Deeplearning4j
 * as a {@code DataSetIterator}.
 */
@NullMarked
package io.github.derm4j.data.pipeline;

import org.jspecify.annotations.NullMarked;
