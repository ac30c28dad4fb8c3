package io.github.derm4j.model.report;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.evaluation.PredictionTable;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.TrainingClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Joins the predictions of networks with different training classes on the same tree. */
final class OutOfFold {

  private OutOfFold() {}

  /**
   * Joins the predictions on the finest classes that are a union of training classes of every
   * network.
   *
   * @param partitions the classes of each network, on the same tree
   * @param predictions the probabilities of each network
   */
  static PredictionTable join(List<DiseasePartition> partitions, List<Predictions> predictions) {
    DiseasePartition common = common(partitions);
    List<LesionRecord> records = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    List<SkippedImage> skipped = new ArrayList<>();
    for (int fold = 0; fold < partitions.size(); fold++) {
      int[] columns =
          partitions.get(fold).classes().stream()
              .mapToInt(each -> common.classOf(each.top()).orElseThrow())
              .toArray();
      for (float[] row : predictions.get(fold).probabilities()) {
        float[] sums = new float[common.classes().size()];
        for (int k = 0; k < row.length; k++) {
          sums[columns[k]] += row[k];
        }
        rows.add(sums);
      }
      records.addAll(predictions.get(fold).records());
      skipped.addAll(predictions.get(fold).skipped());
    }
    return new PredictionTable(
        common, new Predictions(records, rows.toArray(float[][]::new), skipped));
  }

  /** The classes of all networks that no class of another network contains. */
  private static DiseasePartition common(List<DiseasePartition> partitions) {
    DiseaseTaxonomy tree = partitions.get(0).taxonomy();
    Map<String, TrainingClass> byId = new LinkedHashMap<>();
    partitions.forEach(each -> each.classes().forEach(one -> byId.put(one.id(), one)));
    return DiseasePartition.ofClasses(
        tree,
        byId.values().stream()
            .filter(each -> !isInside(each, byId.values(), tree))
            .sorted(Comparator.comparingInt(each -> tree.nodes().indexOf(each.top())))
            .map(TrainingClass::id)
            .toList());
  }

  private static boolean isInside(
      TrainingClass each, Collection<TrainingClass> all, DiseaseTaxonomy tree) {
    return all.stream()
        .anyMatch(
            other ->
                !other.id().equals(each.id())
                    && other.kind() != TrainingClass.Kind.OWN_IMAGES
                    && tree.isAncestorOrSelf(other.top(), each.top()));
  }
}
