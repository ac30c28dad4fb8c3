/**
 * Java programs that do the work of a command. {@link io.github.derm4j.cli.source.Calls} are
 * executed and written from one list, so they can't differ; {@link
 * io.github.derm4j.cli.source.JavaProgram} is the file.
 */
@NullMarked
package io.github.derm4j.cli.source;

import org.jspecify.annotations.NullMarked;
