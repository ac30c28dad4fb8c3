package io.github.derm4j.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.image.PerceptualHash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An index of hashes")
class HashIndexTest {

  private static final int HASHES = 1000;

  private final Random random = new Random(1);
  private final List<PerceptualHash> keys = new ArrayList<>();
  private final List<List<PerceptualHash>> poses = new ArrayList<>();

  /** Every third hash is an earlier one with some bits changed, or its second pose is. */
  private void draw(int distance) {
    for (int i = 0; i < HASHES; i++) {
      PerceptualHash own = new PerceptualHash(random.nextLong(), random.nextLong());
      PerceptualHash pose = new PerceptualHash(random.nextLong(), random.nextLong());
      if (i % 3 == 2) {
        PerceptualHash near = changed(keys.get(random.nextInt(i)), random.nextInt(distance + 3));
        if (i % 2 == 0) {
          own = near;
        } else {
          pose = near;
        }
      }
      keys.add(own);
      poses.add(List.of(own, pose));
    }
  }

  private PerceptualHash changed(PerceptualHash hash, int bits) {
    long high = hash.high();
    long low = hash.low();
    for (int i = 0; i < bits; i++) {
      int bit = random.nextInt(128);
      high ^= bit < 64 ? 1L << bit : 0;
      low ^= bit < 64 ? 0 : 1L << (bit - 64);
    }
    return new PerceptualHash(high, low);
  }

  private static long[] words(List<PerceptualHash> hashes) {
    return hashes.stream().flatMapToLong(h -> LongStream.of(h.high(), h.low())).toArray();
  }

  @ParameterizedTest(name = "at a distance of {0}")
  @ValueSource(ints = {0, 1, 2, 3, 8, 12, 20, 40})
  @DisplayName("finds the pairs that a comparison of all finds")
  void findsAll(int distance) {
    draw(distance);
    List<HashPairs.Pair> expected = HashPairs.within(poses, keys, distance);

    HashIndex index = HashIndex.of(words(keys), distance);
    List<HashPairs.Pair> found = new ArrayList<>();
    for (int i = 0; i < HASHES; i++) {
      for (HashIndex.Match match : index.within(poses.get(i), i)) {
        found.add(new HashPairs.Pair(i, match.index(), match.distance()));
      }
    }

    assertThat(found).hasSameSizeAs(expected).hasSizeGreaterThan(50);
    assertThat(new HashSet<>(found)).isEqualTo(new HashSet<>(expected));
  }

  @Test
  @DisplayName("never finds an image of a single colour; without images it finds nothing")
  void withoutContent() {
    PerceptualHash blank = new PerceptualHash(0, 0);
    PerceptualHash faint = new PerceptualHash(0, 1);
    HashIndex index = HashIndex.of(words(List.of(blank, faint, faint)), 8);
    assertThat(index.within(List.of(blank), -1)).isEmpty();
    assertThat(index.within(List.of(faint), -1))
        .containsExactly(new HashIndex.Match(1, 0), new HashIndex.Match(2, 0));
    assertThat(HashIndex.of(new long[0], 8).within(List.of(faint), -1)).isEmpty();
    assertThatThrownBy(() -> HashIndex.of(new long[0], 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use 0 to 63");
  }
}
