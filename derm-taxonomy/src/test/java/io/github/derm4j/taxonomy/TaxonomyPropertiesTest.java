package io.github.derm4j.taxonomy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.taxonomy.format.CountedTaxonomy;
import io.github.derm4j.taxonomy.format.Obo;
import io.github.derm4j.taxonomy.format.ParentTable;
import io.github.derm4j.taxonomy.format.PartitionJson;
import io.github.derm4j.taxonomy.format.PathCsv;
import io.github.derm4j.taxonomy.format.TaxonomyJson;
import io.github.derm4j.testing.Draw;
import io.github.derm4j.testing.RandomCases;
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
import org.junit.jupiter.api.Test;

/** What holds for every tree and every count. */
class TaxonomyPropertiesTest {

  /** A tree whose node i has the i-th number, modulo i, as its parent, and images on it. */
  private static DiseaseCounts counts(Draw draw) {
    int nodes = draw.between(0, 40);
    List<Integer> parents = new ArrayList<>();
    List<Integer> images = new ArrayList<>();
    for (int i = 0; i <= nodes; i++) {
      parents.add(draw.between(0, 1_000));
      images.add(draw.random().nextInt(5) < 2 ? 0 : draw.between(1, 60));
    }
    if (images.stream().allMatch(count -> count == 0)) {
      images.set(nodes, 1);
    }
    return tree(parents.subList(0, nodes), images);
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

  @Test
  void theClassesAreDisjointAndHoldEveryImage() {
    RandomCases.repeat(
        500, draw -> theClassesAreDisjointAndHoldEveryImage(counts(draw), draw.between(1, 300)));
  }

  private static void theClassesAreDisjointAndHoldEveryImage(DiseaseCounts counts, int size) {
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

  @Test
  void aClassIsWithinTheBoundOrCannotBeDivided() {
    RandomCases.repeat(
        500,
        draw ->
            aClassIsWithinTheBoundOrCannotBeDivided(
                counts(draw), draw.between(1, 300), draw.random().nextBoolean()));
  }

  private static void aClassIsWithinTheBoundOrCannotBeDivided(
      DiseaseCounts counts, int size, boolean strict) {
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

  @Test
  void theLiteralRuleReportsEveryImageThatItLoses() {
    RandomCases.repeat(
        300,
        draw -> theLiteralRuleReportsEveryImageThatItLoses(counts(draw), draw.between(1, 300)));
  }

  private static void theLiteralRuleReportsEveryImageThatItLoses(DiseaseCounts counts, int size) {
    PartitionStatistics statistics =
        DiseasePartitioner.withMaxClassSize(size)
            .withRule(PartitionRule.LITERAL)
            .partition(counts)
            .statistics();
    assertThat(statistics.images() + statistics.droppedImages()).isEqualTo(counts.total());
    assertThat(statistics.largest()).isLessThan(size);
  }

  @Test
  void probabilitiesSumUpTheTree() {
    RandomCases.repeat(
        300,
        draw ->
            probabilitiesSumUpTheTree(
                counts(draw), draw.between(1, 100), draw.random().nextLong()));
  }

  private static void probabilitiesSumUpTheTree(DiseaseCounts counts, int size, long seed) {
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

  @Test
  void aLevelSumsWhatTheTreeSums() {
    RandomCases.repeat(
        300,
        draw ->
            aLevelSumsWhatTheTreeSums(
                counts(draw), draw.between(1, 20), draw.between(0, 3), draw.random().nextLong()));
  }

  private static void aLevelSumsWhatTheTreeSums(
      DiseaseCounts counts, int size, int level, long seed) {
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

  @Test
  void theOrderOfTheRowsHasNoEffect() {
    RandomCases.repeat(
        200,
        draw ->
            theOrderOfTheRowsHasNoEffect(
                counts(draw), draw.between(1, 100), draw.random().nextLong()));
  }

  private static void theOrderOfTheRowsHasNoEffect(DiseaseCounts counts, int size, long seed)
      throws IOException {
    PathCsv format = PathCsv.standard().withRoot(counts.taxonomy().root().name());
    List<String> lines = new ArrayList<>(format.write(counts).lines().toList());
    Collections.shuffle(lines.subList(1, lines.size()), new Random(seed));
    CountedTaxonomy shuffled = format.read(new StringReader(String.join("\n", lines)));
    assertThat(shuffled.taxonomy()).isEqualTo(counts.taxonomy());
    assertThat(DiseasePartitioner.withMaxClassSize(size).partition(shuffled.counts()))
        .isEqualTo(DiseasePartitioner.withMaxClassSize(size).partition(counts));
  }

  @Test
  void everyFormatIsReadBackWithoutALoss() {
    RandomCases.repeat(200, draw -> everyFormatIsReadBackWithoutALoss(counts(draw)));
  }

  private static void everyFormatIsReadBackWithoutALoss(DiseaseCounts counts) throws IOException {
    DiseaseTaxonomy tree = counts.taxonomy();
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(50).partition(counts);
    assertThat(TaxonomyJson.read(TaxonomyJson.write(tree))).isEqualTo(tree);
    assertThat(PartitionJson.read(PartitionJson.write(partition), tree)).isEqualTo(partition);
    assertThat(Obo.read(new StringReader(Obo.write(tree))).build()).isEqualTo(tree);
    ParentTable table = ParentTable.commaSeparated();
    assertThat(table.read(new StringReader(table.write(tree))).build()).isEqualTo(tree);
  }

  @Test
  void theChosenSizeIsAsGoodAsTryingThemAll() {
    RandomCases.repeat(
        200,
        draw ->
            theChosenSizeIsAsGoodAsTryingThemAll(
                counts(draw), draw.between(1, 40), draw.oneOf(PartitionRule.values())));
  }

  private static void theChosenSizeIsAsGoodAsTryingThemAll(
      DiseaseCounts counts, int wanted, PartitionRule rule) {
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

  @Test
  void lowestCommonAncestorsAgreeWithTheListsOfAncestors() {
    RandomCases.repeat(
        200,
        draw ->
            lowestCommonAncestorsAgreeWithTheListsOfAncestors(
                counts(draw), draw.random().nextInt(), draw.random().nextInt()));
  }

  private static void lowestCommonAncestorsAgreeWithTheListsOfAncestors(
      DiseaseCounts counts, int a, int b) {
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

  @Test
  void aCoverIsTheFewestNodesThatHoldTheClasses() {
    RandomCases.repeat(
        500,
        draw ->
            aCoverIsTheFewestNodesThatHoldTheClasses(
                counts(draw), draw.between(1, 100), draw.random().nextLong()));
  }

  private static void aCoverIsTheFewestNodesThatHoldTheClasses(
      DiseaseCounts counts, int size, long seed) {
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

  @Test
  void theClassesUpToAScoreAreThoseOfANodeOfThePath() {
    RandomCases.repeat(
        500,
        draw ->
            theClassesUpToAScoreAreThoseOfANodeOfThePath(
                counts(draw), draw.between(1, 100), draw.random().nextLong()));
  }

  private static void theClassesUpToAScoreAreThoseOfANodeOfThePath(
      DiseaseCounts counts, int size, long seed) {
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
