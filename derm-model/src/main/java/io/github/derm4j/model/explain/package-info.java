/**
 * Maps of the regions of an image that a classifier's prediction depends on: {@link
 * io.github.derm4j.model.explain.Explainer}.
 */
@NullMarked
package io.github.derm4j.model.explain;

import org.jspecify.annotations.NullMarked;
