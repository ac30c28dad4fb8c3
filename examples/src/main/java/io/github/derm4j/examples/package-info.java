/** The {@code derm} command: {@link io.github.derm4j.examples.Derm} is its entry. */
@NullMarked
package io.github.derm4j.examples;

import org.jspecify.annotations.NullMarked;
