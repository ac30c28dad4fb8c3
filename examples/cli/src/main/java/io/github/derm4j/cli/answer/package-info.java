/** Output that is identical in commands and on pages. */
@NullMarked
package io.github.derm4j.cli.answer;

import org.jspecify.annotations.NullMarked;
