/**
 * Networks that are computed through oneDNN's C interface, with layouts in blocks of channels from
 * the first unit to the last, so that arrays are not converted between convolutions.
 *
 * <p>It is public only for {@code io.github.derm4j.model}, and not part of the library's API.
 */
@NullMarked
package io.github.derm4j.model.internal.onednn;

import org.jspecify.annotations.NullMarked;
