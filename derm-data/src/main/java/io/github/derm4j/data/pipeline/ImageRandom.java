package io.github.derm4j.data.pipeline;

import java.util.SplittableRandom;

/**
 * The random numbers of one image in one epoch. They depend on nothing else, neither on the thread
 * nor on the order of processing.
 */
final class ImageRandom {

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private ImageRandom() {}

  /**
   * A generator for one image.
   *
   * @param seed the seed of the run
   * @param epoch the epoch, from 0
   * @param imageId the image
   * @param replica the number of earlier occurrences of the image in this epoch
   */
  static SplittableRandom generator(long seed, long epoch, String imageId, int replica) {
    long state = mix(seed + GOLDEN_GAMMA);
    state = mix(state ^ (epoch + 1) * GOLDEN_GAMMA);
    state = mix(state ^ hash(imageId));
    state = mix(state ^ (replica + 1) * GOLDEN_GAMMA);
    return new SplittableRandom(state);
  }

  /** A generator for a position of the epoch, regardless of its image. */
  static SplittableRandom ofPlace(long seed, long epoch, int place) {
    long state = mix(mix(seed + GOLDEN_GAMMA) ^ (epoch + 1) * GOLDEN_GAMMA);
    return new SplittableRandom(mix(state ^ ~((place + 1L) * GOLDEN_GAMMA)));
  }

  /** A generator for the epoch as a whole, such as for the order of the images. */
  static SplittableRandom ofEpoch(long seed, long epoch) {
    return new SplittableRandom(mix(mix(seed + GOLDEN_GAMMA) ^ (epoch + 1) * GOLDEN_GAMMA));
  }

  /** FNV-1a over the characters, with 64 bits; the hash of a String has only 32. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014), Stafford's variant 13. */
  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
