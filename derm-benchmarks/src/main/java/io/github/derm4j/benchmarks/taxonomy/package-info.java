/**
 * Benchmarks of the disease tree: building it, dividing it, summing over it.
 *
 * <p>Build the jar with {@code mvn -Pbenchmarks -pl derm-benchmarks -am -DskipTests package}.
 */
package io.github.derm4j.benchmarks.taxonomy;
