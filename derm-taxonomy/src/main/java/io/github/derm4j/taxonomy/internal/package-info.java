/** What other modules of this project need of this one; no part of the API, and free to change. */
@NullMarked
package io.github.derm4j.taxonomy.internal;

import org.jspecify.annotations.NullMarked;
