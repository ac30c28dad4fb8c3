/** Placeholder. */
@NullMarked
package io.github.derm4j.metrics;

import org.jspecify.annotations.NullMarked;
