/**
 * JMH benchmarks, a package for each module that they measure.
 *
 * <p>Every benchmark class has a method {@code baseline}: work of the same size that does not call
 * the measured code, such as sorting the same numbers. What a machine does in a millisecond means
 * nothing elsewhere; how a method stands to its baseline in the same run does.
 */
@NullMarked
package io.github.derm4j.benchmarks;

import org.jspecify.annotations.NullMarked;
