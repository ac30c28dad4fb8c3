/** Placeholder. */
@NullMarked
package io.github.derm4j.taxonomy;

import org.jspecify.annotations.NullMarked;
