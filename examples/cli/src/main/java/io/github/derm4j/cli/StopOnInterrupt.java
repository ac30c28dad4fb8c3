package io.github.derm4j.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Turns Ctrl-C into a request to stop: the process ends after the work has saved its state and
 * printed a message.
 */
final class StopOnInterrupt {

  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook;

  private StopOnInterrupt(Terminal terminal, Runnable stop) {
    hook =
        new Thread(
            () -> {
              terminal.say("");
              terminal.say("derm: stopping after this step; finished work is kept ...");
              stop.run();
              try {
                saved.await();
              } catch (InterruptedException endedAnyway) {
                Thread.currentThread().interrupt();
              }
            },
            "derm-stop");
  }

  /**
   * Makes Ctrl-C a request to stop.
   *
   * @param stop requests the work to stop; must return at once
   */
  static StopOnInterrupt begin(Terminal terminal, Runnable stop) {
    StopOnInterrupt interrupt = new StopOnInterrupt(terminal, stop);
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  /** Called when the work has saved its state, so that the process may end. */
  void end() {
    saved.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running and has just been released.
    }
  }
}
