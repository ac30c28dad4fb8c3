/**
 * {@link io.github.derm4j.model.backend.Backend} identifies the ND4J backend in use, and explains
 * what is missing if it is not the required one.
 */
@NullMarked
package io.github.derm4j.model.backend;

import org.jspecify.annotations.NullMarked;
