/**
 * How objects of Derm4j look in a Jupyter notebook with the Java kernel <a
 * href="https://github.com/padreati/rapaio-jupyter-kernel">rapaio-jupyter-kernel</a>: curves,
 * matrices, trees, images and tables, in place of text.
 *
 * <p>Nothing needs to be called: the kernel finds {@link io.github.derm4j.notebook.DermDisplays} as
 * soon as this library is on the class path of a notebook. For one's own figures there are {@link
 * io.github.derm4j.notebook.DisplayTable}, {@link io.github.derm4j.notebook.Gallery} and {@link
 * io.github.derm4j.notebook.Drawing}.
 */
@NullMarked
package io.github.derm4j.notebook;

import org.jspecify.annotations.NullMarked;
