package io.github.derm4j.model.training;

import java.io.IOException;
import java.util.List;

/**
 * Connects the processes that train one network together, for {@link
 * NetworkTrainer.Builder#exchange}. Each process has a rank. All processes call the same methods in
 * the same order, each on one thread; a call returns when all processes have made it.
 *
 * <p>If a process is lost or does not respond for too long, the exchange throws an exception in all
 * others, so that none waits forever.
 */
public interface GradientExchange {

  /** {@return the rank of this process, from 0 to {@code ranks() - 1}} */
  int rank();

  /** {@return the number of processes} */
  int ranks();

  /**
   * Sends a short message to all processes.
   *
   * @param message the values of this process
   * @return the messages of all processes in the order of the ranks, including its own
   * @throws IOException if a process is lost
   */
  List<byte[]> gather(byte[] message) throws IOException;

  /**
   * Adds arrays of the same length in the order of the ranks, {@code (v0 + v1) + v2} and so on, so
   * that the result has the same bits in every run and in every process.
   *
   * @param values the values of this process, which are replaced by the sum
   * @param contributes the processes whose values are added, the same in all processes; at least
   *     one
   * @throws IOException if a process is lost
   */
  void sum(float[] values, boolean[] contributes) throws IOException;
}
