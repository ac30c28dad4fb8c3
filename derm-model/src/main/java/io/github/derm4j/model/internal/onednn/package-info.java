/**
 * The network on oneDNN, called through its C interface: layouts in blocks of channels from the
 * first unit to the last, so that nothing is converted between two convolutions.
 *
 * <p>Public for {@code io.github.derm4j.model} alone, and not part of the library's interface.
 */
@NullMarked
package io.github.derm4j.model.internal.onednn;

import org.jspecify.annotations.NullMarked;
