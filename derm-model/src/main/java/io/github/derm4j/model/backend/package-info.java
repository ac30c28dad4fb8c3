/**
 * Which ND4J backend computes, and what is missing where it is not the one that was wanted: {@link
 * io.github.derm4j.model.backend.Backend}.
 */
@NullMarked
package io.github.derm4j.model.backend;

import org.jspecify.annotations.NullMarked;
