/** Benchmarks of derm-model. */
@NullMarked
package io.github.derm4j.benchmarks.model;

import org.jspecify.annotations.NullMarked;
