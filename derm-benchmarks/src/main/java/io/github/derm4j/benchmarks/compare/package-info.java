/** Compares two runs of the benchmarks: {@link io.github.derm4j.benchmarks.compare.CompareRuns}. */
@NullMarked
package io.github.derm4j.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
