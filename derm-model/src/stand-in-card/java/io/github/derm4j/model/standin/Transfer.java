package io.github.derm4j.model.standin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A copy between the host's memory and the device's.
 *
 * @param direction from where to where
 * @param bytes how many
 * @param to the address that they were copied to
 * @param pinned whether the host's side is memory that a card can read and write by itself
 * @param blocking whether it waits, as ND4J does it when somebody reads what lies on the other
 *     side; the others are asked of a queue
 * @param thread who asked, and whose queue it is
 * @param askers the methods of ours and of Deeplearning4j's that wanted it, the innermost first
 */
public record Transfer(
    Direction direction,
    long bytes,
    long to,
    boolean pinned,
    boolean blocking,
    String thread,
    List<String> askers) {

  /** From where to where. */
  public enum Direction {
    /** To the device. */
    HOST_TO_DEVICE,
    /** From the device. */
    DEVICE_TO_HOST
  }

  private static final List<Transfer> ALL = Collections.synchronizedList(new ArrayList<>());

  /** {@return all since {@link #forget}, in the order in which they were asked for} */
  public static List<Transfer> all() {
    synchronized (ALL) {
      return List.copyOf(ALL);
    }
  }

  /** Forgets those up to now. */
  public static void forget() {
    ALL.clear();
  }

  /** {@return whether a method of a class wanted it} */
  public boolean isFor(Class<?> asker, String method) {
    return askers.contains(asker.getName() + "." + method);
  }

  static void add(Direction direction, long bytes, long to, boolean pinned, boolean blocking) {
    List<String> askers =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                        .filter(
                            name ->
                                name.startsWith("io.github.derm4j")
                                    && !name.startsWith(Transfer.class.getPackageName()))
                        .toList());
    ALL.add(
        new Transfer(
            direction, bytes, to, pinned, blocking, Thread.currentThread().getName(), askers));
  }
}
