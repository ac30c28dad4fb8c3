/** Several classifiers that answer as one. */
@NullMarked
package io.github.derm4j.model.ensemble;

import org.jspecify.annotations.NullMarked;
