/**
 * A small network that demonstrates how networks learn: {@link
 * io.github.derm4j.model.playground.PlaygroundNetwork} trains it step by step on points in the
 * plane, including lesions, and provides the data for a page.
 */
@NullMarked
package io.github.derm4j.model.playground;

import org.jspecify.annotations.NullMarked;
