package io.github.derm4j.benchmarks.peers;

import java.util.Map;

/** One side of a comparison. */
interface Contestant {

  /** {@return the versions of what it runs, by name} */
  Map<String, String> versions();

  /**
   * Prepares work, which is then run many times.
   *
   * @param task what to do
   * @param size how much of it: images of a batch, cases, nodes
   * @throws IllegalArgumentException if this side has no such task
   */
  Workload workload(String task, int size) throws Exception;
}
