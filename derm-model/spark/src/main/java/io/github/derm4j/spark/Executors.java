package io.github.derm4j.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The configuration of executors. */
final class Executors {

  private Executors() {}

  /** The number of tasks that run at the same time in one JVM. */
  static int tasks(SparkSession spark) {
    SparkConf conf = spark.sparkContext().getConf();
    if (spark.sparkContext().master().startsWith("local")) {
      return Math.max(1, spark.sparkContext().defaultParallelism());
    }
    return Math.max(1, conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1));
  }
}
