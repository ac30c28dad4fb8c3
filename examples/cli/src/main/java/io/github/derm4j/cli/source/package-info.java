/**
 * Java programs that do what a command does. {@link io.github.derm4j.cli.source.Calls} are made and
 * written from one list, so that both can't differ; {@link io.github.derm4j.cli.source.JavaProgram}
 * is the file.
 */
@NullMarked
package io.github.derm4j.cli.source;

import org.jspecify.annotations.NullMarked;
