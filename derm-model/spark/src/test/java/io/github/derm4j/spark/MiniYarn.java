package io.github.derm4j.spark;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A real YARN of a resource manager and two node managers on loopback, for {@code .ci/spark}:
 * writes its addresses for {@code HADOOP_CONF_DIR}, says so, and runs until it is killed.
 */
final class MiniYarn {

  private static final int NODES = 2;

  private MiniYarn() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    YarnConfiguration configuration = new YarnConfiguration();
    configuration.set("fs.defaultFS", "file:///");
    configuration.set("hadoop.tmp.dir", folder.resolve("tmp").toString());
    configuration.setInt("yarn.scheduler.minimum-allocation-mb", 256);
    configuration.set("yarn.scheduler.capacity.root.queues", "default");
    configuration.set("yarn.scheduler.capacity.root.default.capacity", "100");
    configuration.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.5");
    configuration.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
    configuration.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    // A machine whose disk is nearly full still has two nodes.
    configuration.setFloat(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 100);
    MiniYARNCluster cluster = new MiniYARNCluster("derm", NODES, 1, 1);
    cluster.init(configuration);
    cluster.start();
    if (!cluster.waitForNodeManagersToConnect(30_000)) {
      throw new IllegalStateException("the node managers do not connect");
    }
    try (OutputStream file = Files.newOutputStream(folder.resolve("yarn-site.xml"))) {
      cluster.getConfig().writeXml(file);
    }
    System.out.println("yarn: " + folder);
    new CountDownLatch(1).await();
  }
}
