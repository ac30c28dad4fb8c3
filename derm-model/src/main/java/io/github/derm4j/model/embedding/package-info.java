/**
 * Images of feature space: {@link io.github.derm4j.model.embedding.TSne} lays features out in the
 * plane, {@link io.github.derm4j.model.embedding.Trustworthiness} says how far to believe it.
 */
@NullMarked
package io.github.derm4j.model.embedding;

import org.jspecify.annotations.NullMarked;
