package io.github.derm4j.testing;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The objects of OpenCV that were not closed: those that exist, and those that the garbage
 * collector released because nobody closed them.
 *
 * <p>JavaCPP lists each object that it must release; {@code close()} takes it off the list. The
 * thread here replaces JavaCPP's own, which releases collected objects without counting them.
 */
public final class OpenCvObjects implements NativeCounter {

  private static final Class<?> REFERENCE = nested("DeallocatorReference");
  private static final Class<?> NATIVE = nested("NativeDeallocator");
  private static final Field HEAD = field(REFERENCE, "head");
  private static final Field NEXT = field(REFERENCE, "next");
  private static final Field FUNCTION = field(NATIVE, "deallocatorAddress");
  private static final Method REMOVE = remove();

  /** The names of the classes by the address of the native function that releases an object. */
  private static final Map<Long, String> CLASSES = classes();

  private static final Map<String, Long> COLLECTED = new TreeMap<>();

  static {
    Pointer.interruptDeallocatorThread();
    Thread thread = new Thread(OpenCvObjects::release, "counts what is not closed");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public Map<String, Long> open() {
    synchronized (COLLECTED) {
      Map<String, Long> open = new TreeMap<>(COLLECTED);
      synchronized (REFERENCE) {
        for (Object each = get(HEAD, null); each != null; each = get(NEXT, each)) {
          count(each, open);
        }
      }
      return open;
    }
  }

  /** Forgets what was collected, for a test that leaks on purpose. */
  static void forgive() {
    synchronized (COLLECTED) {
      COLLECTED.clear();
    }
  }

  private static void release() {
    ReferenceQueue<?> queue = (ReferenceQueue<?>) get(field(Pointer.class, "referenceQueue"), null);
    try {
      while (true) {
        Reference<?> next = queue.remove();
        synchronized (COLLECTED) {
          count(next, COLLECTED);
          next.clear(); // Calls the native function.
          REMOVE.invoke(next);
        }
      }
    } catch (InterruptedException | ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void count(Object reference, Map<String, Long> counts) {
    if (NATIVE.isInstance(reference)) {
      String name = CLASSES.get((Long) get(FUNCTION, reference));
      if (name != null) {
        counts.merge(name, 1L, Long::sum);
      }
    }
  }

  private static Map<Long, String> classes() {
    Map<Long, String> classes = new HashMap<>();
    for (Pointer each :
        List.of(new Mat(), new MatVector(), new Point(), new Rect(), new Size(), new Scalar())) {
      Object deallocator = get(field(Pointer.class, "deallocator"), each);
      classes.put((Long) get(FUNCTION, deallocator), each.getClass().getSimpleName());
      each.close();
    }
    return classes;
  }

  private static Class<?> nested(String name) {
    try {
      return Class.forName(Pointer.class.getName() + "$" + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Field field(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object get(Field field, Object of) {
    try {
      return field.get(of);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Method remove() {
    try {
      Method method = REFERENCE.getDeclaredMethod("remove");
      method.setAccessible(true);
      return method;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }
}
