/**
 * A small network that shows how a network learns: {@link
 * io.github.derm4j.model.playground.PlaygroundNetwork} trains it step by step on points in the
 * plane, among them lesions, and provides everything that a page draws.
 */
@NullMarked
package io.github.derm4j.model.playground;

import org.jspecify.annotations.NullMarked;
