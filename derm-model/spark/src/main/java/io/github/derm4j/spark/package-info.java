/**
 * Derm4j on Apache Spark: {@link io.github.derm4j.spark.SparkClassification} classifies images,
 * {@link io.github.derm4j.spark.DistributedFineTuner} trains all layers of a network on several
 * executors with exactly the result of one machine, and {@link io.github.derm4j.spark.DermSpark} is
 * the main class for {@code spark-submit}.
 */
@NullMarked
package io.github.derm4j.spark;

import org.jspecify.annotations.NullMarked;
