/** Evaluation of a trained classifier on held-out lesions. */
@NullMarked
package io.github.derm4j.model.evaluation;

import org.jspecify.annotations.NullMarked;
