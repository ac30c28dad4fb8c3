package io.github.derm4j.model.internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A bounded number of networks with the same parameters. A network serves one thread at a time; a
 * thread waits if no network is idle.
 */
public final class NetworkPool {

  private final ComputationGraph first;
  private final BlockingQueue<ComputationGraph> idle;

  private NetworkPool(ComputationGraph first, int size) {
    this.first = first;
    this.idle = new ArrayBlockingQueue<>(size);
    idle.add(first);
  }

  public static NetworkPool of(ComputationGraph network) {
    return new NetworkPool(network, 1);
  }

  /** Makes a pool of this network and others that share its parameters in memory. */
  public NetworkPool withSize(int networks) {
    if (networks < 1) {
      throw new IllegalArgumentException("sessions = " + networks + ": must be at least 1");
    }
    NetworkPool pool = new NetworkPool(sharing(first), networks);
    while (pool.idle.remainingCapacity() > 0) {
      pool.idle.add(sharing(first));
    }
    return pool;
  }

  private static ComputationGraph sharing(ComputationGraph network) {
    // clone() is not used, because it loses the axis of the concatenations.
    ComputationGraph twin =
        new ComputationGraph(
            ComputationGraphConfiguration.fromJson(network.getConfiguration().toJson()));
    twin.init(network.params(), false);
    return twin;
  }

  /** Lends a network to an action, which must not return a part of the network. */
  public <T> T use(Function<ComputationGraph, T> action) {
    ComputationGraph network;
    try {
      network = idle.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for an idle network", e);
    }
    try {
      return action.apply(network);
    } finally {
      idle.add(network);
    }
  }

  /** A network for reading parameters, which do not change. */
  public ComputationGraph parameters() {
    return first;
  }
}
