package io.github.derm4j.model.internal;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A thread that computes on one device. In ND4J, each thread has its own device, queue of
 * operations, workspaces and random generator, so the arrays of a device are accessed only on its
 * thread.
 */
public final class DeviceThread implements AutoCloseable {

  private final ExecutorService thread;

  /** Starts a thread. The number is ignored on a backend with a single device. */
  public DeviceThread(String name, int device) {
    thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
    await(
        start(
            () -> {
              Nd4j.getAffinityManager().unsafeSetDevice(device);
              return device;
            }));
  }

  /** Starts an action whose result only this thread uses or reads from the device. */
  public <T> Future<T> start(Callable<T> work) {
    return thread.submit(work);
  }

  /**
   * Starts an action whose result other threads read. It is complete only when the device has
   * finished.
   */
  public Future<Boolean> startAndFinish(Runnable work) {
    return thread.submit(
        () -> {
          work.run();
          Nd4j.getExecutioner().commit();
          return true;
        });
  }

  /** Waits for a result. An exception of the other thread is thrown on this one. */
  public static <T> T await(Future<T> result) {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a device was computing", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Ends the thread after its pending actions. */
  @Override
  public void close() {
    thread.execute(() -> Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread());
    thread.shutdown();
    try {
      boolean over = false;
      while (!over) {
        over = thread.awaitTermination(1, TimeUnit.MINUTES);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
