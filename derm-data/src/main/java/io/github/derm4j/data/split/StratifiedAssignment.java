package io.github.derm4j.data.split;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Assigns components to parts so that each part has its share of every diagnosis.
 *
 * <p>The components of the rarest diagnosis come first, those of one diagnosis in random order, as
 * in iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011): later, frequent diagnoses
 * can compensate for the deviations of rare ones. Each component is assigned to the part where it
 * most reduces the squared distance to the wanted numbers, summed over the diagnoses and weighted
 * by their rarity; ties are broken at random. O(components × (log components + parts × diagnoses of
 * a component)).
 */
final class StratifiedAssignment {

  private final Components components;
  private final double[] fractions;
  private final int[] classOf;
  private final int[] classSize;
  private final int[][] have;

  private StratifiedAssignment(Components components, double[] fractions) {
    this.components = components;
    this.fractions = fractions;
    List<LesionRecord> records = components.records();
    Map<DiseaseNode, Integer> numbers = new HashMap<>();
    this.classOf = new int[records.size()];
    for (int i = 0; i < classOf.length; i++) {
      Integer next = numbers.size();
      Integer known = numbers.putIfAbsent(records.get(i).diagnosis(), next);
      classOf[i] = known == null ? next : known;
    }
    this.classSize = new int[numbers.size()];
    for (int c : classOf) {
      classSize[c]++;
    }
    this.have = new int[fractions.length][numbers.size()];
  }

  /** The part of each record. */
  static int[] assign(Components components, double[] fractions, long seed) {
    return new StratifiedAssignment(components, fractions).assign(new SplittableRandom(seed));
  }

  private int[] assign(SplittableRandom random) {
    Integer[] order = new Integer[components.count()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    Arrays.sort(order, Comparator.comparingInt(this::rarestSize));
    int[] partOf = new int[classOf.length];
    for (int component : order) {
      Map<Integer, Integer> counts = new HashMap<>();
      for (int record : components.members(component)) {
        counts.merge(classOf[record], 1, Integer::sum);
      }
      int part = cheapest(counts, random);
      counts.forEach((c, count) -> have[part][c] += count);
      for (int record : components.members(component)) {
        partOf[record] = part;
      }
    }
    return partOf;
  }

  private int rarestSize(int component) {
    return components.members(component).stream()
        .mapToInt(record -> classSize[classOf[record]])
        .min()
        .orElse(0);
  }

  private int cheapest(Map<Integer, Integer> counts, SplittableRandom random) {
    int best = -1;
    int ties = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int part = 0; part < fractions.length; part++) {
      if (fractions[part] == 0) {
        continue;
      }
      double cost = cost(part, counts);
      if (cost < least - 1e-9) {
        least = cost;
        best = part;
        ties = 1;
      } else if (cost < least + 1e-9 && random.nextInt(++ties) == 0) {
        best = part;
      }
    }
    return best;
  }

  /**
   * The change of the sum of {@code (have − want)² / want} if the counts are added to a part.
   * Because of the division by the wanted number, the parts fill at the same rate.
   */
  private double cost(int part, Map<Integer, Integer> counts) {
    double cost = 0;
    for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
      int c = entry.getKey();
      double added = entry.getValue();
      double want = fractions[part] * classSize[c];
      cost += added * (added - 2 * (want - have[part][c])) / want;
    }
    return cost;
  }
}
