package io.github.derm4j.spark;

import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/**
 * A real HDFS of one name node and two data nodes on loopback, for {@code .ci/spark}: prints its
 * address, and runs until it is killed.
 */
final class MiniHdfs {

  private MiniHdfs() {}

  public static void main(String[] args) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set("hdfs.minidfs.basedir", args[0]);
    // Hadoop's loggers of metrics want a Log4j 1 that Spark does not have.
    configuration.setInt("dfs.namenode.metrics.logger.period.seconds", 0);
    configuration.setInt("dfs.datanode.metrics.logger.period.seconds", 0);
    MiniDFSCluster cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(2).build();
    cluster.waitActive();
    System.out.println(cluster.getURI());
    new CountDownLatch(1).await();
  }
}
