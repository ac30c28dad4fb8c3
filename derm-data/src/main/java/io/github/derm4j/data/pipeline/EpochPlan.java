package io.github.derm4j.data.pipeline;

import io.github.derm4j.data.LesionRecord;
import java.util.List;
import java.util.SplittableRandom;

/** The order of the images in an epoch, which depends only on the seed and the epoch. */
final class EpochPlan {

  private final int[] order;
  private final int[] replica;

  private EpochPlan(int[] order, int[] replica) {
    this.order = order;
    this.replica = replica;
  }

  static EpochPlan of(
      List<LesionRecord> records, ClassBalance balance, boolean shuffle, long seed, int epoch) {
    SplittableRandom random = ImageRandom.ofEpoch(seed, epoch);
    int[] order = balance.draw(records, random);
    if (shuffle) {
      Shuffle.shuffle(order, random);
    }
    int[] seen = new int[records.size()];
    int[] replica = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      replica[i] = seen[order[i]]++;
    }
    return new EpochPlan(order, replica);
  }

  int size() {
    return order.length;
  }

  /** The index of the record at a position of the epoch. */
  int record(int place) {
    return order[place];
  }

  /** The number of earlier occurrences of the same image in the epoch. */
  int replica(int place) {
    return replica[place];
  }
}
