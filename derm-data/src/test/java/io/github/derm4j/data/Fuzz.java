package io.github.derm4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.testing.RandomCases;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Damages inputs at random, always in the same way for a seed: bytes are changed, inserted, left
 * out and doubled, and the end is cut off. The property {@code tests.iters} multiplies the number
 * of inputs.
 */
public final class Fuzz {

  private static final byte[] TELLING = {0, 1, -1, 0x7f, -128, ',', '"', '\n', '\r', (byte) 0xd9};

  /** Takes an input; it may throw an IOException and nothing else. */
  @FunctionalInterface
  public interface Target {
    void accept(byte[] input) throws IOException;
  }

  /** How many inputs were taken and how many refused. */
  public record Outcome(int accepted, int refused) {}

  private final SplittableRandom random;
  private List<byte[]> inputs = List.of();
  private int times = 4_000;

  private Fuzz(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Damage that comes from a seed. */
  public static Fuzz of(long seed) {
    return new Fuzz(seed);
  }

  /** What is damaged. */
  public Fuzz inputs(byte[]... sound) {
    inputs = List.of(sound);
    return this;
  }

  /** How many damaged inputs. */
  public Fuzz times(int count) {
    times = count;
    return this;
  }

  /** Tries them; a refusal must name the input. */
  public Outcome run(Target target, String name) {
    int accepted = 0;
    int refused = 0;
    for (int i = 0; i < RandomCases.iterations(times); i++) {
      byte[] input = damage(inputs.get(i % inputs.size()));
      try {
        target.accept(input);
        accepted++;
      } catch (IOException e) {
        assertThat(e).hasMessageContaining(name);
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("input " + HexFormat.of().formatHex(input), e);
      }
    }
    return new Outcome(accepted, refused);
  }

  private byte[] damage(byte[] sound) {
    byte[] bytes = sound.clone();
    for (int change = random.nextInt(1, 5); change > 0 && bytes.length > 0; change--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes = Arrays.copyOf(bytes, at);
        case 1 -> bytes = splice(bytes, at, at, new byte[] {any()});
        case 2 ->
            bytes = splice(bytes, at, Math.min(bytes.length, at + random.nextInt(9)), new byte[0]);
        case 3 -> bytes = splice(bytes, at, at, Arrays.copyOfRange(bytes, at / 2, at));
        default -> bytes[at] = any();
      }
    }
    return bytes;
  }

  private byte any() {
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
