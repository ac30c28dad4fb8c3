/** Placeholder. */
@NullMarked
package io.github.derm4j.model;

import org.jspecify.annotations.NullMarked;
