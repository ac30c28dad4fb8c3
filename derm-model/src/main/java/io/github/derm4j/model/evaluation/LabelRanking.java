package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.NameIndex;
import io.github.derm4j.data.cleaning.Finding;
import io.github.derm4j.metrics.LabelErrors;
import io.github.derm4j.metrics.MulticlassScores;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.taxonomy.TrainingClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Images whose label is probably wrong, by confident learning ({@link LabelErrors}) from the
 * probabilities of networks that were not trained on them.
 *
 * @param findings the images, the most probable errors first: those that are confidently of another
 *     class than their label, then those that are confidently of none, each by the normalized
 *     margin. Images that are confidently of the class of their label are left out
 * @param errors the number of findings that are confidently of another class
 * @param errorShare the estimated share of wrong labels, see {@link LabelErrors#errorShare}
 * @param withoutPrediction images that the table does not name, or whose diagnosis has no class
 */
public record LabelRanking(
    List<Finding> findings, int errors, double errorShare, List<LesionRecord> withoutPrediction) {

  /**
   * Copies the lists.
   *
   * @param findings the images, the most probable errors first
   * @param errors the number of findings that are confidently of another class
   * @param errorShare the estimated share of wrong labels
   * @param withoutPrediction images without a prediction
   */
  public LabelRanking {
    findings = List.copyOf(findings);
    withoutPrediction = List.copyOf(withoutPrediction);
  }

  /**
   * Ranks the images by the labels that they have now; the labels in the table are not used.
   *
   * @param records the images, of the tree of the table
   * @param outOfFold the probabilities of a cross-validation
   * @return the ranking
   * @throws IllegalArgumentException if the table has none of the images, or fewer than two classes
   */
  public static LabelRanking of(List<LesionRecord> records, PredictionTable outOfFold) {
    Map<String, Integer> rows = new HashMap<>();
    List<LesionRecord> predicted = outOfFold.predictions().records();
    for (int i = 0; i < predicted.size(); i++) {
      rows.put(predicted.get(i).imageId(), i);
    }
    NameIndex ids = new NameIndex(rows.keySet());
    List<LesionRecord> known = new ArrayList<>();
    List<float[]> probabilities = new ArrayList<>();
    List<LesionRecord> without = new ArrayList<>();
    for (LesionRecord record : records) {
      Optional<String> id = only(ids, record.imageId()).or(() -> only(ids, record.imageName()));
      if (id.isEmpty() || outOfFold.partition().classOf(record.diagnosis()).isEmpty()) {
        without.add(record);
      } else {
        known.add(record);
        probabilities.add(outOfFold.predictions().probabilities()[rows.getOrDefault(id.get(), 0)]);
      }
    }
    if (known.isEmpty()) {
      throw new IllegalArgumentException(
          "the predictions are of none of the images: the column image must hold ids"
              + (records.isEmpty() ? "" : " such as " + records.get(0).imageId()));
    }
    MulticlassScores scores =
        new Predictions(known, probabilities.toArray(float[][]::new), List.of())
            .multiclass(outOfFold.partition());
    LabelErrors errors = LabelErrors.of(scores);
    List<TrainingClass> classes = outOfFold.partition().classes();
    return new LabelRanking(
        errors.suspects().stream()
            .map(
                suspect ->
                    new Finding(
                        Finding.Kind.LABEL_ERROR,
                        known.get(suspect.index()),
                        Optional.empty(),
                        Optional.of(classes.get(suspect.likely()).top()),
                        suspect.margin()))
            .toList(),
        (int) errors.suspects().stream().filter(LabelErrors.Suspect::isError).count(),
        errors.errorShare(),
        without);
  }

  private static Optional<String> only(NameIndex ids, String id) {
    List<String> names = ids.find(id).names();
    return names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty();
  }
}
