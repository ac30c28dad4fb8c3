/**
 * Which ND4J backend computes, and what is missing if it is not the required one: {@link
 * io.github.derm4j.model.backend.Backend}.
 */
@NullMarked
package io.github.derm4j.model.backend;

import org.jspecify.annotations.NullMarked;
