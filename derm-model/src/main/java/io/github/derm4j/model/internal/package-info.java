/**
 * Helpers that several packages of this module share. They are not part of the public API: any
 * release may change or remove them, and their Javadoc is not published.
 */
@NullMarked
package io.github.derm4j.model.internal;

import org.jspecify.annotations.NullMarked;
