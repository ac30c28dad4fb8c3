/**
 * Classes that are shared with other modules of this project. They are not part of the API and may
 * change.
 */
@NullMarked
package io.github.derm4j.data.internal;

import org.jspecify.annotations.NullMarked;
