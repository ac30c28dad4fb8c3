package org.rapaio.jupyter.kernel.channels;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Takes the place of a class of rapaio-jupyter-kernel 3.0.1, before whose jar it stands on the class path.
 *
 * <p>The original sets the flag that its loop looks at only after it has started the thread. Where the thread is faster,
 * as happens on a busy machine, the loop ends before it began, and the kernel never answers. Here the flag is set from
 * the beginning, and a message that comes before the kernel is ready for it doesn't end the loop: Jupyter asks again.
 */
public final class LoopThread extends Thread {

  private static final Logger LOGGER = Logger.getLogger(LoopThread.class.getName());

  private final long pauseMillis;
  private final Runnable body;
  private volatile boolean running = true;

  public LoopThread(String name, long pauseMillis, Runnable body) {
    super(name);
    this.pauseMillis = pauseMillis;
    this.body = body;
  }

  @Override
  public void run() {
    try {
      while (running) {
        runBody();
        Thread.sleep(pauseMillis);
      }
    } catch (InterruptedException stopped) {
      running = false;
    }
  }

  private void runBody() {
    try {
      body.run();
    } catch (RuntimeException lost) {
      LOGGER.log(Level.WARNING, "a message is lost", lost);
    }
  }

  public void shutdown() {
    running = false;
  }
}
