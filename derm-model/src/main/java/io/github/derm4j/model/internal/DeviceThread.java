package io.github.derm4j.model.internal;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A thread that computes on one device. In ND4J a thread has a device, a queue of operations,
 * workspaces and a random generator of its own; so what belongs to a device is only touched on its
 * thread.
 */
public final class DeviceThread implements AutoCloseable {

  private final ExecutorService thread;

  /** Starts a thread; on a backend of one device the number says nothing. */
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

  /** Starts something whose result this thread keeps to itself, or reads from the device. */
  public <T> Future<T> start(Callable<T> work) {
    return thread.submit(work);
  }

  /** Starts something whose result other threads read: it is over when the device has done it. */
  public Future<Boolean> startAndFinish(Runnable work) {
    return thread.submit(
        () -> {
          work.run();
          Nd4j.getExecutioner().commit();
          return true;
        });
  }

  /** Waits for a result; an exception of the other thread is thrown on this one. */
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

  /** Ends the thread, when what it was given is done. */
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
