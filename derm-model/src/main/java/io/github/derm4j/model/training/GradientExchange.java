package io.github.derm4j.model.training;

import java.io.IOException;
import java.util.List;

/**
 * Connects the processes that train one network together, for {@link
 * NetworkTrainer.Builder#exchange}. Each has a rank. All call the same methods in the same order; a
 * call ends when all have made it. One thread of each process calls.
 *
 * <p>An exchange that loses a process, or hears nothing of it for too long, throws in all others,
 * so that none waits forever.
 */
public interface GradientExchange {

  /** {@return which process this is, from 0 to {@code ranks() - 1}} */
  int rank();

  /** {@return how many processes there are} */
  int ranks();

  /**
   * Sends a short message to all.
   *
   * @param message of this process
   * @return the messages of all processes in the order of the ranks, the own one included
   * @throws IOException if a process is lost
   */
  List<byte[]> gather(byte[] message) throws IOException;

  /**
   * Adds arrays of the same length in the order of the ranks, {@code (v0 + v1) + v2} and so on, so
   * that the result has the same bits in every run and in every process.
   *
   * @param values of this process; holds the sum afterwards
   * @param contributes which processes' values are added, the same in all processes; at least one
   * @throws IOException if a process is lost
   */
  void sum(float[] values, boolean[] contributes) throws IOException;
}
