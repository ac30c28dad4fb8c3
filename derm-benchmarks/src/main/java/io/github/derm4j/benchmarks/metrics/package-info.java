/**
 * Benchmarks of the metrics: exact curves with intervals, and bootstraps.
 *
 * <p>{@code derm-benchmarks/peers/metrics.py} compares them with scikit-learn and pROC on the same
 * numbers and prints the ratios.
 */
package io.github.derm4j.benchmarks.metrics;
