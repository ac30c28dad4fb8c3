/**
 * Training: {@link io.github.derm4j.model.training.FineTuner} is the entry; {@link
 * io.github.derm4j.model.training.CrossValidator} trains one classifier per fold.
 */
@NullMarked
package io.github.derm4j.model.training;

import org.jspecify.annotations.NullMarked;
