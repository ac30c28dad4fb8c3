/** Placeholder. */
@NullMarked
package io.github.derm4j.data;

import org.jspecify.annotations.NullMarked;
