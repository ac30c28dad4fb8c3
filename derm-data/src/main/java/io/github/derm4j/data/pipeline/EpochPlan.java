package io.github.derm4j.data.pipeline;

import io.github.derm4j.data.LesionRecord;
import java.util.List;
import java.util.SplittableRandom;

/** Which image comes when in an epoch: a function of seed and epoch alone. */
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

  /** The index of the record that is shown at a place of the epoch. */
  int record(int place) {
    return order[place];
  }

  /** How often the same image came earlier in the epoch. */
  int replica(int place) {
    return replica[place];
  }
}
