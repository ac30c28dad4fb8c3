/**
 * What in an image a classifier's answer rests on: {@link
 * io.github.derm4j.model.explain.Explainer}.
 */
@NullMarked
package io.github.derm4j.model.explain;

import org.jspecify.annotations.NullMarked;
