package io.github.derm4j.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** What the configuration says of executors. */
final class Executors {

  private Executors() {}

  /** How many tasks run at the same time in one JVM. */
  static int tasks(SparkSession spark) {
    SparkConf conf = spark.sparkContext().getConf();
    if (spark.sparkContext().master().startsWith("local")) {
      return Math.max(1, spark.sparkContext().defaultParallelism());
    }
    return Math.max(1, conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1));
  }
}
