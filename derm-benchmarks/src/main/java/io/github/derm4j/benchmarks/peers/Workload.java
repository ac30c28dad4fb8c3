package io.github.derm4j.benchmarks.peers;

import java.util.function.Supplier;

/** A workload to be timed. */
@FunctionalInterface
interface Workload {

  /**
   * Does the work once.
   *
   * @return a supplier of numbers that the other side must agree with; it is not timed
   */
  Supplier<double[]> run() throws Exception;
}
