/** What commands and pages answer in the same way, to the last digit. */
@NullMarked
package io.github.derm4j.cli.answer;

import org.jspecify.annotations.NullMarked;
