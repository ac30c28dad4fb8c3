package io.github.derm4j.benchmarks.peers;

import java.util.function.Supplier;

/** Something to be timed. */
@FunctionalInterface
interface Workload {

  /**
   * Does the work once.
   *
   * @return gives numbers that another side must agree with; asking for them is not timed
   */
  Supplier<double[]> run() throws Exception;
}
