/**
 * Displays objects of Derm4j in a Jupyter notebook with the Java kernel <a
 * href="https://github.com/padreati/rapaio-jupyter-kernel">rapaio-jupyter-kernel</a>: curves,
 * matrices, trees, images and tables instead of text.
 *
 * <p>No call is necessary: the kernel finds {@link io.github.derm4j.notebook.DermDisplays} if this
 * library is on the class path of a notebook. For other figures, use {@link
 * io.github.derm4j.notebook.DisplayTable}, {@link io.github.derm4j.notebook.Gallery} and {@link
 * io.github.derm4j.notebook.Drawing}.
 */
@NullMarked
package io.github.derm4j.notebook;

import org.jspecify.annotations.NullMarked;
