/**
 * Helpers that several packages of this module share. Not part of the public API: they may change
 * or go in any release, and their Javadoc is not published.
 */
@NullMarked
package io.github.derm4j.model.internal;

import org.jspecify.annotations.NullMarked;
