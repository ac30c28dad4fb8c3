/**
 * JMH benchmarks, with a package for each module.
 *
 * <p>Every benchmark class has a method {@code baseline}: work of the same size that does not call
 * the measured code, such as sorting the same numbers. Absolute times depend on the machine; the
 * ratio of a method to its baseline in the same run is comparable.
 */
@NullMarked
package io.github.derm4j.benchmarks;

import org.jspecify.annotations.NullMarked;
