package io.github.derm4j.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A reader of untrusted input and its promise: it accepts an input, or refuses it by an {@link
 * IOException} or another documented exception, whose message names the input.
 *
 * <p>{@link #damage} tries damaged copies of sound inputs, always the same ones. A public class
 * with the two methods of Jazzer, which call {@link #start} and {@link #test}, is also attacked by
 * {@code .ci/soak-stages/fuzz}.
 */
public final class FuzzTarget {

  /** The property with the folder from which Jazzer starts. */
  private static final String FOLDER = "fuzz.sound";

  private static final byte[] TELLING = {0, 1, -1, 0x7f, -128, ',', '"', '\n', '\r', (byte) 0xd9};

  /** Reads an input. */
  @FunctionalInterface
  public interface Reader {
    void read(byte[] input) throws Exception;
  }

  /** Reads an input from a file. */
  @FunctionalInterface
  public interface FileReader {
    void read(Path file) throws Exception;
  }

  private final String name;
  private final Reader reader;
  private final List<Class<? extends Exception>> refusals;
  private final List<byte[]> sound;
  private final List<byte[]> others;

  private FuzzTarget(
      String name,
      Reader reader,
      List<Class<? extends Exception>> refusals,
      List<byte[]> sound,
      List<byte[]> others) {
    this.name = name;
    this.reader = reader;
    this.refusals = refusals;
    this.sound = sound;
    this.others = others;
  }

  /** A reader that refuses inputs by an IOException whose message contains a name. */
  public static FuzzTarget of(String name, Reader reader) {
    return new FuzzTarget(name, reader, List.of(IOException.class), List.of(), List.of());
  }

  /** A reader of a file, which has the name. */
  public static FuzzTarget ofFile(String name, FileReader reader) {
    Path file = ScratchFolder.create().resolve(name);
    return of(
        name,
        input -> {
          Files.write(file, input);
          reader.read(file);
        });
  }

  /** A copy whose messages need not name the input, because the caller does. */
  public FuzzTarget unnamed() {
    return new FuzzTarget("", reader, refusals, sound, others);
  }

  /** A copy that must accept all inputs. */
  public FuzzTarget refusingNothing() {
    return new FuzzTarget(name, reader, List.of(), sound, others);
  }

  /** Adds an exception by which inputs may be refused. Its subclasses in the JDK do not count. */
  public FuzzTarget refusing(Class<? extends Exception> refusal) {
    return new FuzzTarget(name, reader, joined(refusals, List.of(refusal)), sound, others);
  }

  /** Adds inputs that the reader must accept. */
  public FuzzTarget sound(byte[]... inputs) {
    return new FuzzTarget(name, reader, refusals, joined(sound, List.of(inputs)), others);
  }

  /** Adds texts that the reader must accept. */
  public FuzzTarget sound(String... inputs) {
    return sound(bytes(inputs));
  }

  /** Adds texts that it may refuse, from which damage also starts. */
  public FuzzTarget others(String... inputs) {
    return new FuzzTarget(name, reader, refusals, sound, joined(others, List.of(bytes(inputs))));
  }

  private static byte[][] bytes(String... texts) {
    return Arrays.stream(texts)
        .map(each -> each.getBytes(StandardCharsets.UTF_8))
        .toArray(byte[][]::new);
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  /** Tries the sound inputs, and writes all into the folder from which Jazzer starts. */
  public void start() throws IOException {
    requireSound();
    List<byte[]> all = joined(sound, others);
    for (int i = 0; i < all.size(); i++) {
      Files.write(Path.of(System.getProperty(FOLDER), "sound-" + i), all.get(i));
    }
  }

  private void requireSound() {
    for (byte[] each : sound) {
      Optional<Throwable> refusal = refusal(each);
      if (refusal.isPresent()) {
        throw new AssertionError(
            "refused, although it is sound: " + HexFormat.of().formatHex(each), refusal.get());
      }
    }
  }

  /**
   * Tries an input.
   *
   * @throws AssertionError if the reader breaks its promise
   */
  public void test(byte[] input) {
    refusal(input);
  }

  private Optional<Throwable> refusal(byte[] input) {
    try {
      reader.read(input.clone());
      return Optional.empty();
    } catch (Exception | StackOverflowError e) {
      if (!isRefusal(e)) {
        throw new AssertionError("neither accepted nor refused: " + e, e);
      }
      if (!String.valueOf(e.getMessage()).contains(name)) {
        throw new AssertionError("the refusal does not name " + name + ": " + e, e);
      }
      return Optional.of(e);
    }
  }

  private boolean isRefusal(Throwable e) {
    boolean own =
        e instanceof IOException || e.getClass().getName().startsWith("io.github.derm4j.");
    return refusals.stream().anyMatch(kind -> kind == e.getClass() || (own && kind.isInstance(e)));
  }

  /** Tries the sound inputs, which must be accepted, and damaged copies, some of which must not. */
  public void damage(int times) {
    requireSound();
    List<byte[]> all = joined(sound, others);
    SplittableRandom random = new SplittableRandom(1);
    int refused = 0;
    for (int i = 0; i < RandomCases.iterations(times); i++) {
      byte[] input = damaged(all.get(i % all.size()), random);
      try {
        refused += refusal(input).isPresent() ? 1 : 0;
      } catch (AssertionError e) {
        throw new AssertionError("input " + HexFormat.of().formatHex(input), e);
      }
    }
    if (refused == 0 && !refusals.isEmpty()) {
      throw new AssertionError("no damaged input was refused");
    }
  }

  /** Changes, inserts, removes or repeats bytes, or cuts the end off. */
  private static byte[] damaged(byte[] sound, SplittableRandom random) {
    byte[] bytes = sound.clone();
    for (int change = random.nextInt(1, 5); change > 0 && bytes.length > 0; change--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes = Arrays.copyOf(bytes, at);
        case 1 -> bytes = splice(bytes, at, at, new byte[] {any(random)});
        case 2 ->
            bytes = splice(bytes, at, Math.min(bytes.length, at + random.nextInt(9)), new byte[0]);
        case 3 -> bytes = splice(bytes, at, at, Arrays.copyOfRange(bytes, at / 2, at));
        default -> bytes[at] = any(random);
      }
    }
    return bytes;
  }

  private static byte any(SplittableRandom random) {
    return random.nextBoolean()
        ? TELLING[random.nextInt(TELLING.length)]
        : (byte) random.nextInt(256);
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] inserted) {
    byte[] result = new byte[bytes.length - (to - from) + inserted.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(inserted, 0, result, from, inserted.length);
    System.arraycopy(bytes, to, result, from + inserted.length, bytes.length - to);
    return result;
  }
}
