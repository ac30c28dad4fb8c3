package io.github.derm4j.model.ensemble;

import io.github.derm4j.model.evaluation.InferenceLevels;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartition.Bounds;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.TrainingClass;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The finest classes into which the training classes of all members can be summed. Two classes of
 * one tree are disjoint, or one contains the other, so these are the classes that no class of
 * another member contains.
 *
 * @param partition the classes, in the tree's pre-order unless all members have the same ones
 * @param targets for each member, the index of the class to which each of its own belongs
 */
@SuppressWarnings("ArrayRecordComponent") // Two of them are never compared.
record CommonClasses(DiseasePartition partition, List<int[]> targets) {

  /**
   * Finds the classes.
   *
   * @throws IllegalArgumentException if two members have different trees, or no level of the tree
   *     whose classes both distinguish; the message names them
   */
  static CommonClasses of(List<EnsembleMember> members) {
    EnsembleMember first = members.get(0);
    for (EnsembleMember other : members) {
      if (!tree(first).equals(tree(other))) {
        throw new IllegalArgumentException(
            first.name()
                + " and "
                + other.name()
                + " have different disease trees; the members of an ensemble need the same tree");
      }
    }
    DiseasePartition partition = first.classifier().partition();
    for (int known = 2; known <= members.size(); known++) {
      partition = partition(members.subList(0, known));
      if (!haveSameClasses(members.subList(0, known)) && !hasLevel(partition)) {
        throw new IllegalArgumentException(
            first.name()
                + " and "
                + members.get(known - 1).name()
                + " have different training classes, and no level of the disease tree whose classes"
                + " both distinguish; the members of an ensemble need the same training classes or"
                + " the same inference classes");
      }
    }
    DiseasePartition common = partition;
    return new CommonClasses(
        common,
        members.stream().map(each -> targets(each.classifier().partition(), common)).toList());
  }

  private static boolean haveSameClasses(List<EnsembleMember> members) {
    return members.stream().map(each -> each.classifier().partition().classes()).distinct().count()
        == 1;
  }

  private static boolean hasLevel(DiseasePartition partition) {
    return partition.classes().size() > 1 && InferenceLevels.deepest(partition).isPresent();
  }

  private static DiseaseTaxonomy tree(EnsembleMember member) {
    return member.classifier().partition().taxonomy();
  }

  private static DiseasePartition partition(List<EnsembleMember> members) {
    DiseasePartition first = members.get(0).classifier().partition();
    if (haveSameClasses(members)) {
      return first;
    }
    List<TrainingClass> largestFirst =
        members.stream()
            .flatMap(each -> each.classifier().partition().classes().stream())
            .sorted(
                Comparator.<TrainingClass>comparingInt(each -> each.nodes().size())
                    .thenComparingLong(TrainingClass::images)
                    .reversed())
            .toList();
    Map<DiseaseNode, Bounds> byTop = new HashMap<>();
    Set<DiseaseNode> covered = new HashSet<>();
    for (TrainingClass each : largestFirst) {
      if (!covered.contains(each.top())) {
        covered.addAll(each.nodes());
        byTop.put(each.top(), new Bounds(each.kind(), each.top(), each.images()));
      }
    }
    List<Bounds> bounds =
        first.taxonomy().nodes().stream().map(byTop::get).filter(Objects::nonNull).toList();
    int size =
        members.stream()
            .mapToInt(each -> each.classifier().partition().maxClassSize())
            .max()
            .orElseThrow();
    return DiseasePartition.of(
        first.taxonomy(), first.rule(), size, first.isStrict(), bounds, List.of());
  }

  private static int[] targets(DiseasePartition own, DiseasePartition common) {
    return own.classes().stream()
        .mapToInt(each -> common.classOf(each.top()).orElseThrow())
        .toArray();
  }

  /** The probabilities of a member, summed to the common classes. */
  double[] sums(int member, float[] probabilities) {
    int[] target = targets.get(member);
    double[] sums = new double[partition.classes().size()];
    for (int c = 0; c < probabilities.length; c++) {
      sums[target[c]] += probabilities[c];
    }
    return sums;
  }
}
