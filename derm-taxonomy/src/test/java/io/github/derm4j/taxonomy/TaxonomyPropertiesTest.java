package io.github.derm4j.taxonomy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.taxonomy.format.CountedTaxonomy;
import io.github.derm4j.taxonomy.format.Obo;
import io.github.derm4j.taxonomy.format.ParentTable;
import io.github.derm4j.taxonomy.format.PartitionJson;
import io.github.derm4j.taxonomy.format.PathCsv;
import io.github.derm4j.taxonomy.format.TaxonomyJson;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What holds for every tree and every count. */
class TaxonomyPropertiesTest {

  /** A tree whose node i has the i-th number, modulo i, as its parent, and images on it. */
  @Provide
  Arbitrary<DiseaseCounts> counts() {
    Arbitrary<Integer> images =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.just(0)), Tuple.of(3, Arbitraries.integers().between(1, 60)));
    return Arbitraries.integers()
        .between(0, 1_000)
        .list()
        .ofMinSize(0)
        .ofMaxSize(40)
        .flatMap(parents -> images.list().ofSize(parents.size() + 1).map(own -> tree(parents, own)))
        .filter(counts -> counts.total() > 0);
  }

  private static DiseaseCounts tree(List<Integer> parents, List<Integer> images) {
    DiseaseTaxonomyBuilder builder =
        DiseaseTaxonomy.builder().addRoot(DiseaseNode.of("n0", "name 0"));
    for (int i = 1; i <= parents.size(); i++) {
      builder.add(DiseaseNode.of("n" + i, "name " + i), "n" + parents.get(i - 1) % i);
    }
    DiseaseTaxonomy taxonomy = builder.build();
    DiseaseCounts.Builder counts = DiseaseCounts.builder(taxonomy);
    for (int i = 0; i < images.size(); i++) {
      counts.add(taxonomy.require("n" + i), images.get(i));
    }
    return counts.build();
  }

  @Property(tries = 500)
  void theClassesAreDisjointAndHoldEveryImage(
      @ForAll("counts") DiseaseCounts counts, @ForAll @IntRange(min = 1, max = 300) int size) {
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(size).partition(counts);
    Set<DiseaseNode> seen = new HashSet<>();
    for (TrainingClass each : partition.classes()) {
      long images = 0;
      for (DiseaseNode node : each.nodes()) {
        assertThat(seen.add(node)).isTrue();
        assertThat(partition.classOf(node)).hasValue(each.index());
        assertThat(counts.taxonomy().isAncestorOrSelf(each.top(), node)).isTrue();
        images += counts.own(node);
      }
      assertThat(images).isEqualTo(each.images()).isPositive();
    }
    assertThat(partition.statistics().images()).isEqualTo(counts.total());
    assertThat(partition.dropped()).isEmpty();
    for (DiseaseNode node : counts.taxonomy().nodes()) {
      assertThat(partition.classOf(node).isPresent()).isEqualTo(seen.contains(node));
      assertThat(counts.own(node) == 0 || seen.contains(node)).isTrue();
    }
  }

  @Property(tries = 500)
  void aClassIsWithinTheBoundOrCannotBeDivided(
      @ForAll("counts") DiseaseCounts counts,
      @ForAll @IntRange(min = 1, max = 300) int size,
      @ForAll boolean strict) {
    DiseasePartitioner partitioner = DiseasePartitioner.withMaxClassSize(size);
    if (strict) {
      partitioner = partitioner.withStrictMaximum();
    }
    int largest = strict ? size - 1 : size;
    for (TrainingClass each : partitioner.partition(counts).classes()) {
      switch (each.kind()) {
        case SUBTREE -> assertThat(each.images()).isLessThanOrEqualTo(largest);
        case LARGE_LEAF -> {
          assertThat(each.images()).isGreaterThan(largest);
          assertThat(counts.taxonomy().isLeaf(each.top())).isTrue();
        }
        case OWN_IMAGES -> {
          assertThat(counts.subtree(each.top())).isGreaterThan(largest);
          assertThat(counts.taxonomy().isLeaf(each.top())).isFalse();
        }
      }
      counts
          .taxonomy()
          .parent(each.top())
          .ifPresent(parent -> assertThat(counts.subtree(parent)).isGreaterThan(largest));
    }
  }

  @Property(tries = 300)
  void theLiteralRuleReportsEveryImageThatItLoses(
      @ForAll("counts") DiseaseCounts counts, @ForAll @IntRange(min = 1, max = 300) int size) {
    PartitionStatistics statistics =
        DiseasePartitioner.withMaxClassSize(size)
            .withRule(PartitionRule.LITERAL)
            .partition(counts)
            .statistics();
    assertThat(statistics.images() + statistics.droppedImages()).isEqualTo(counts.total());
    assertThat(statistics.largest()).isLessThan(size);
  }

  @Property(tries = 300)
  void probabilitiesSumUpTheTree(
      @ForAll("counts") DiseaseCounts counts,
      @ForAll @IntRange(min = 1, max = 100) int size,
      @ForAll long seed) {
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(size).partition(counts);
    float[] row = probabilities(partition.classes().size(), seed);
    TreeProbabilities p = TreeProbabilities.of(partition, row);
    DiseaseTaxonomy tree = counts.taxonomy();
    assertThat(p.probability(tree.root()).orElseThrow()).isCloseTo(1, within(1e-5));
    Map<DiseaseNode, Double> own = new HashMap<>();
    for (TrainingClass each : partition.classes()) {
      own.put(each.top(), (double) row[each.index()]);
    }
    for (DiseaseNode node : tree.nodes()) {
      double children =
          tree.children(node).stream()
              .map(p::probability)
              .filter(OptionalDouble::isPresent)
              .mapToDouble(OptionalDouble::getAsDouble)
              .sum();
      p.probability(node)
          .ifPresent(
              sum ->
                  assertThat(sum).isCloseTo(children + own.getOrDefault(node, 0.0), within(1e-9)));
    }
    assertThat(p.probability(p.mostSpecific(0.6)).orElseThrow())
        .satisfiesAnyOf(
            probability -> assertThat(probability).isGreaterThanOrEqualTo(0.6),
            probability -> assertThat(p.mostSpecific(0.6)).isEqualTo(tree.root()));
  }

  @Property(tries = 300)
  void aLevelSumsWhatTheTreeSums(
      @ForAll("counts") DiseaseCounts counts,
      @ForAll @IntRange(min = 1, max = 20) int size,
      @ForAll @IntRange(min = 0, max = 3) int level,
      @ForAll long seed) {
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(size).partition(counts);
    InferenceMap map;
    try {
      map = InferenceMap.ofLevel(partition, level);
    } catch (IllegalArgumentException coarser) {
      assertThat(coarser).hasMessageFindingMatch("coarser|does not exist");
      return;
    }
    float[] row = probabilities(partition.classes().size(), seed);
    TreeProbabilities p = TreeProbabilities.of(partition, row);
    float[] sums = map.aggregate(row);
    for (int i = 0; i < sums.length; i++) {
      DiseaseNode node = counts.taxonomy().findByName(map.labels().get(i)).orElseThrow();
      assertThat((double) sums[i]).isCloseTo(p.probability(node).orElseThrow(), within(1e-5));
    }
    double total = 0;
    for (float sum : sums) {
      total += sum;
    }
    assertThat(total).isCloseTo(1, within(1e-5));
  }

  @Property(tries = 200)
  void theOrderOfTheRowsHasNoEffect(
      @ForAll("counts") DiseaseCounts counts,
      @ForAll @IntRange(min = 1, max = 100) int size,
      @ForAll long seed)
      throws IOException {
    PathCsv format = PathCsv.standard().withRoot(counts.taxonomy().root().name());
    List<String> lines = new ArrayList<>(format.write(counts).lines().toList());
    Collections.shuffle(lines.subList(1, lines.size()), new Random(seed));
    CountedTaxonomy shuffled = format.read(new StringReader(String.join("\n", lines)));
    assertThat(shuffled.taxonomy()).isEqualTo(counts.taxonomy());
    assertThat(DiseasePartitioner.withMaxClassSize(size).partition(shuffled.counts()))
        .isEqualTo(DiseasePartitioner.withMaxClassSize(size).partition(counts));
  }

  @Property(tries = 200)
  void everyFormatIsReadBackWithoutALoss(@ForAll("counts") DiseaseCounts counts)
      throws IOException {
    DiseaseTaxonomy tree = counts.taxonomy();
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(50).partition(counts);
    assertThat(TaxonomyJson.read(TaxonomyJson.write(tree))).isEqualTo(tree);
    assertThat(PartitionJson.read(PartitionJson.write(partition), tree)).isEqualTo(partition);
    assertThat(Obo.read(new StringReader(Obo.write(tree))).build()).isEqualTo(tree);
    ParentTable table = ParentTable.commaSeparated();
    assertThat(table.read(new StringReader(table.write(tree))).build()).isEqualTo(tree);
  }

  @Property(tries = 200)
  void theChosenSizeIsAsGoodAsTryingThemAll(
      @ForAll("counts") DiseaseCounts counts,
      @ForAll @IntRange(min = 1, max = 40) int wanted,
      @ForAll PartitionRule rule) {
    PartitionSweep sweep = PartitionSweep.of(counts, rule);
    int largest = (int) counts.total() + 1;
    int best = 1;
    int bestClasses = -1;
    for (int size = 1; size <= largest; size++) {
      int classes = sweep.at(size).get(0).statistics().classes();
      int difference = Math.abs(classes - wanted) - Math.abs(bestClasses - wanted);
      if (bestClasses < 0 || difference < 0 || (difference == 0 && classes > bestClasses)) {
        best = size;
        bestClasses = classes;
      }
    }
    assertThat(sweep.maxClassSizeFor(wanted)).isEqualTo(best);
  }

  @Property(tries = 200)
  void lowestCommonAncestorsAgreeWithTheListsOfAncestors(
      @ForAll("counts") DiseaseCounts counts, @ForAll int a, @ForAll int b) {
    DiseaseTaxonomy tree = counts.taxonomy();
    DiseaseNode first = tree.nodes().get(Math.floorMod(a, tree.size()));
    DiseaseNode second = tree.nodes().get(Math.floorMod(b, tree.size()));
    List<DiseaseNode> above = new ArrayList<>(tree.ancestors(first));
    above.add(0, first);
    Set<DiseaseNode> aboveSecond = new HashSet<>(tree.ancestors(second));
    aboveSecond.add(second);
    above.retainAll(aboveSecond);
    DiseaseNode common = tree.lowestCommonAncestor(first, second);
    assertThat(common).isEqualTo(above.get(0));
    assertThat(tree.isAncestorOrSelf(first, second)).isEqualTo(common.equals(first));
    assertThat(tree.distance(first, second)).isEqualTo(tree.distance(second, first));
  }

  private static float[] probabilities(int classes, long seed) {
    Random random = new Random(seed);
    double[] weights = new double[classes];
    double total = 0;
    for (int i = 0; i < classes; i++) {
      weights[i] = -Math.log(1 - random.nextDouble());
      total += weights[i];
    }
    float[] row = new float[classes];
    for (int i = 0; i < classes; i++) {
      row[i] = (float) (weights[i] / total);
    }
    return row;
  }

  @Property(tries = 500)
  void aCoverIsTheFewestNodesThatHoldTheClasses(
      @ForAll("counts") DiseaseCounts counts,
      @ForAll @IntRange(min = 1, max = 100) int size,
      @ForAll long seed) {
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(size).partition(counts);
    DiseaseTaxonomy tree = partition.taxonomy();
    Random random = new Random(seed);
    Set<Integer> chosen = new HashSet<>();
    for (TrainingClass each : partition.classes()) {
      if (random.nextBoolean()) {
        chosen.add(each.index());
      }
    }
    List<DiseaseNode> cover = partition.cover(chosen);
    for (TrainingClass each : partition.classes()) {
      List<DiseaseNode> above =
          cover.stream().filter(top -> tree.isAncestorOrSelf(top, each.top())).toList();
      if (chosen.contains(each.index())) {
        assertThat(above).hasSize(1);
      } else {
        // Only an inner node's own images bring other classes along.
        assertThat(above)
            .allMatch(
                node ->
                    chosen.stream()
                        .map(partition.classes()::get)
                        .anyMatch(
                            own ->
                                own.kind() == TrainingClass.Kind.OWN_IMAGES
                                    && own.top().equals(node)));
      }
    }
    // A parent of which all classes are chosen would be one node instead of several.
    for (DiseaseNode top : cover) {
      tree.parent(top)
          .ifPresent(
              parent -> {
                List<TrainingClass> below =
                    partition.classes().stream()
                        .filter(each -> tree.isAncestorOrSelf(parent, each.top()))
                        .toList();
                long ofNode =
                    below.stream().filter(each -> tree.isAncestorOrSelf(top, each.top())).count();
                boolean complete = below.stream().allMatch(each -> chosen.contains(each.index()));
                assertThat(complete && ofNode < below.size()).isFalse();
              });
    }
  }

  @Property(tries = 500)
  void theClassesUpToAScoreAreThoseOfANodeOfThePath(
      @ForAll("counts") DiseaseCounts counts,
      @ForAll @IntRange(min = 1, max = 100) int size,
      @ForAll long seed) {
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(size).partition(counts);
    DiseaseTaxonomy tree = partition.taxonomy();
    Random random = new Random(seed);
    float[] row = new float[partition.classes().size()];
    for (int c = 0; c < row.length; c++) {
      row[c] = random.nextInt(4) / 4f / row.length; // With zeros and ties.
    }
    TreeProbabilities p = TreeProbabilities.of(partition, row);
    double[] scores = p.nonconformity();
    for (double q : new double[] {0, 0.1, 0.3, 0.6, 1, Double.POSITIVE_INFINITY}) {
      List<Integer> set = new ArrayList<>();
      for (int c = 0; c < scores.length; c++) {
        if (scores[c] <= q) {
          set.add(c);
        }
      }
      DiseaseNode answer = p.covering(set);
      for (TrainingClass each : partition.classes()) {
        assertThat(set.contains(each.index())).isEqualTo(tree.isAncestorOrSelf(answer, each.top()));
      }
      assertThat(
              p.probability(answer).orElseThrow() > q
                  || set.size() == scores.length // The root, or the only node below it.
                  || q == 0)
          .isTrue();
    }
  }
}
