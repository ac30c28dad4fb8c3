/** The {@code derm} command; {@link io.github.derm4j.cli.Derm} is its main class. */
@NullMarked
package io.github.derm4j.cli;

import org.jspecify.annotations.NullMarked;
