package io.github.derm4j.testing;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves native memory behind: objects that should have been closed, and
 * arrays that something still refers to. Registered for all tests of a module by {@code
 * META-INF/services}.
 */
public final class NativeMemory implements BeforeAllCallback, AfterAllCallback {

  /** For threads that still end, and for {@code Cleaner}, which releases memory later. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

  private static final List<NativeCounter> COUNTERS =
      ServiceLoader.load(NativeCounter.class).stream().map(ServiceLoader.Provider::get).toList();

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(NativeMemory.class);

  private static @Nullable Class<?> watched;

  @Override
  public void beforeAll(ExtensionContext context) {
    if (isWhole(context)) {
      watched = context.getRequiredTestClass();
      context.getStore(NAMESPACE).put("before", open());
    }
  }

  @Override
  public void afterAll(ExtensionContext context)
      throws InterruptedException, IllegalAccessException {
    if (isWhole(context)) {
      @SuppressWarnings("unchecked")
      Map<String, Long> before = context.getStore(NAMESPACE).get("before", Map.class);
      check(context.getRequiredTestClass(), before, PATIENCE);
    }
  }

  /** Throws an error if there is more than before the tests of a class. */
  static void check(Class<?> testClass, Map<String, Long> before, long patience)
      throws InterruptedException, IllegalAccessException {
    forget(testClass);
    Map<String, Long> left = left(before, patience);
    if (!left.isEmpty()) {
      throw new AssertionError(
          testClass.getName() + " left native memory behind that was not closed: " + left);
    }
  }

  /** {@return the class whose tests run} */
  static Class<?> watched() {
    return Objects.requireNonNull(watched);
  }

  private static boolean isWhole(ExtensionContext context) {
    return !context.getRequiredTestClass().isAnnotationPresent(Nested.class);
  }

  /** The fields of a test class would keep its arrays reachable. */
  private static void forget(Class<?> testClass) throws IllegalAccessException {
    for (Field field : testClass.getDeclaredFields()) {
      int modifiers = field.getModifiers();
      if (Modifier.isStatic(modifiers)
          && !Modifier.isFinal(modifiers)
          && !field.getType().isPrimitive()) {
        field.setAccessible(true);
        field.set(null, null);
      }
    }
  }

  /** Returns what is more than before, by kind, even after a garbage collection. */
  private static Map<String, Long> left(Map<String, Long> before, long patience)
      throws InterruptedException {
    long start = System.nanoTime();
    Map<String, Long> left = more(before);
    if (!left.isEmpty()) {
      System.gc();
      left = more(before);
    }
    while (!left.isEmpty() && System.nanoTime() - start < patience) {
      Thread.sleep(20);
      System.gc();
      left = more(before);
    }
    return left;
  }

  static Map<String, Long> open() {
    Map<String, Long> open = new TreeMap<>();
    COUNTERS.forEach(counter -> open.putAll(counter.open()));
    return open;
  }

  private static Map<String, Long> more(Map<String, Long> before) {
    Map<String, Long> more = open();
    more.replaceAll((kind, count) -> count - before.getOrDefault(kind, 0L));
    more.values().removeIf(count -> count <= 0);
    return more;
  }
}
