package io.github.derm4j.data.pipeline;

import io.github.derm4j.data.LesionRecord;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** A balance with a name, which checkpoints and reports contain. */
record NamedBalance(String name, ClassBalance balance) implements ClassBalance {

  static final ClassBalance NONE =
      new NamedBalance("none", (records, random) -> IntStream.range(0, records.size()).toArray());

  @Override
  public int[] draw(List<LesionRecord> records, RandomGenerator random) {
    return balance.draw(records, random);
  }

  @Override
  public String toString() {
    return name;
  }
}
