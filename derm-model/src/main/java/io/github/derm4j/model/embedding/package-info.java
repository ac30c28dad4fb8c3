/**
 * Maps of feature space: {@link io.github.derm4j.model.embedding.TSne} maps features to the plane,
 * {@link io.github.derm4j.model.embedding.Trustworthiness} measures how well the map preserves
 * neighbours.
 */
@NullMarked
package io.github.derm4j.model.embedding;

import org.jspecify.annotations.NullMarked;
