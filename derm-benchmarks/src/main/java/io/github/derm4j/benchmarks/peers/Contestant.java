package io.github.derm4j.benchmarks.peers;

import java.util.Map;

/** One side of a comparison. */
interface Contestant {

  /** {@return the versions of its software, by name} */
  Map<String, String> versions();

  /**
   * Prepares a workload, which is then run many times.
   *
   * @param task the task
   * @param size the amount of work: images of a batch, cases, or nodes
   * @throws IllegalArgumentException if this side has no such task
   */
  Workload workload(String task, int size) throws Exception;
}
