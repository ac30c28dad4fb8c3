package io.github.derm4j.model.report;

import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.metrics.CrossValidation;
import io.github.derm4j.metrics.MeanDeviation;
import io.github.derm4j.model.evaluation.PredictionTable;
import io.github.derm4j.model.evaluation.PredictionsCsv;
import io.github.derm4j.model.evaluation.ScoredImages;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.training.FoldResult;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.InferenceMap;
import io.github.derm4j.taxonomy.TrainingClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The networks of a cross-validation that were trained for the same target.
 *
 * @param name the name of the target
 * @param folds the results of the folds
 */
public record TrainedFolds(String name, List<FoldResult> folds) {

  /**
   * Copies the list.
   *
   * @param name the name of the target
   * @param folds the results of the folds
   */
  public TrainedFolds {
    folds = List.copyOf(folds);
  }

  /**
   * Writes the probabilities of the held-out images of each fold, in files such as {@code
   * predictions-partition-1.csv}, and {@linkplain #outOfFold() those of all folds} in a file such
   * as {@code out-of-fold-partition.csv}.
   *
   * @param folder the folder for the files
   * @throws IOException if a file can't be written
   */
  public void writePredictions(Path folder) throws IOException {
    for (FoldResult fold : folds) {
      WholeFile.write(
          folder.resolve(
              String.format(Locale.ROOT, "predictions-%s-%d.csv", name, fold.fold() + 1)),
          PredictionsCsv.write(fold.heldOut(), fold.classifier().partition()));
    }
    PredictionTable all = outOfFold();
    WholeFile.write(
        folder.resolve("out-of-fold-" + name + ".csv"),
        PredictionsCsv.write(all.predictions(), all.partition()));
  }

  /**
   * The probabilities of the held-out images of all folds, on the finest classes that are a union
   * of training classes in every fold. A class that a fold lacks has the probability 0 there.
   *
   * @return a row for each image, in the order of the folds
   */
  public PredictionTable outOfFold() {
    return OutOfFold.join(
        folds.stream().map(fold -> fold.classifier().partition()).toList(),
        folds.stream().map(FoldResult::heldOut).toList());
  }

  /** {@return the minimum and maximum number of training classes of the folds} */
  public String classes() {
    var sizes =
        folds.stream()
            .mapToInt(fold -> fold.classifier().partition().classes().size())
            .summaryStatistics();
    return sizes.getMin() == sizes.getMax()
        ? Integer.toString(sizes.getMin())
        : sizes.getMin() + " to " + sizes.getMax();
  }

  /**
   * The inference classes of a level that all networks can distinguish: its nodes and the leaves
   * above it. Nodes that share a training class in some network are replaced by their parent.
   *
   * @param targets the networks
   * @param level the depth, 1 for the nodes below the root
   * @return the inference classes by their ids, for {@link InferenceMap#of}
   */
  public static Map<String, Set<DiseaseNode>> inferenceClasses(
      List<TrainedFolds> targets, int level) {
    List<DiseasePartition> partitions =
        targets.stream()
            .flatMap(target -> target.folds().stream())
            .map(fold -> fold.classifier().partition())
            .toList();
    DiseaseTaxonomy tree = partitions.get(0).taxonomy();
    Set<DiseaseNode> nodes = new LinkedHashSet<>();
    for (DiseaseNode node : tree.nodes()) {
      int depth = tree.depth(node);
      if (depth == level || (depth < level && tree.isLeaf(node))) {
        nodes.add(node);
      }
    }
    for (DiseasePartition partition : partitions) {
      for (TrainingClass each : partition.classes()) {
        if (each.kind() == TrainingClass.Kind.SUBTREE && tree.depth(each.top()) < level) {
          nodes.removeIf(node -> tree.isAncestorOrSelf(each.top(), node));
          nodes.add(each.top());
        }
      }
    }
    Map<String, Set<DiseaseNode>> groups = new LinkedHashMap<>();
    nodes.forEach(node -> groups.put(node.id(), Set.of(node)));
    return groups;
  }

  /**
   * Counts true against predicted inference classes.
   *
   * @param groups the inference classes
   * @return a matrix for each fold
   */
  public List<ConfusionMatrix> confusions(Map<String, Set<DiseaseNode>> groups) {
    return folds.stream()
        .map(fold -> fold.confusion(InferenceMap.of(fold.classifier().partition(), groups)))
        .toList();
  }

  /**
   * Computes the areas of a task.
   *
   * @param definition the task
   * @param all counts over all images of the run
   * @return the areas; empty if the classes of some network do not allow the task, or a fold has
   *     only one side of it
   */
  Optional<Areas> areas(TaskDefinition definition, DiseaseCounts all) {
    List<ScoredImages> scored = new ArrayList<>();
    for (FoldResult fold : folds) {
      Optional<ScoredImages> images =
          ScoredImages.of(definition, all, fold.classifier().partition(), fold.heldOut());
      if (images.isEmpty()) {
        return Optional.empty();
      }
      scored.add(images.get());
    }
    return scored.stream().allMatch(ScoredImages::hasBoth)
        ? Optional.of(
            new Areas(
                CrossValidation.auc(scored.stream().map(ScoredImages::scores).toList()),
                ScoredImages.pooled(scored)))
        : Optional.empty();
  }

  /**
   * The areas under the ROC curves.
   *
   * @param ofFolds the area of each fold's own curve
   * @param pooled the area of the pooled images of all folds
   */
  record Areas(MeanDeviation ofFolds, ScoredImages pooled) {}
}
