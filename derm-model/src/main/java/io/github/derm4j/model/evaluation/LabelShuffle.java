package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Shuffles the diagnoses among the lesions. Any accuracy on held-out lesions beyond chance then
 * shows a leak.
 */
public final class LabelShuffle {

  private LabelShuffle() {}

  /**
   * Shuffles the diagnoses of a data set.
   *
   * @param dataset the images
   * @param seed the seed of the shuffle
   * @return the changed data set; closing it closes the original
   */
  public static LesionDataset shuffle(LesionDataset dataset, long seed) {
    return new LesionDataset(
        shuffle(dataset.records(), seed), dataset.taxonomy(), dataset.images(), dataset.report());
  }

  /**
   * Shuffles the diagnoses of images. The images of a lesion keep a common diagnosis, and every
   * diagnosis keeps its number of lesions.
   *
   * @param records the images
   * @param seed the seed of the shuffle
   * @return changed copies, in the same order
   */
  public static List<LesionRecord> shuffle(List<LesionRecord> records, long seed) {
    Map<String, DiseaseNode> diagnoses = new LinkedHashMap<>();
    records.forEach(record -> diagnoses.putIfAbsent(Lesions.idOf(record), record.diagnosis()));
    List<DiseaseNode> deck = new ArrayList<>(diagnoses.values());
    Collections.shuffle(deck, new Random(seed));
    int next = 0;
    for (Map.Entry<String, DiseaseNode> lesion : diagnoses.entrySet()) {
      lesion.setValue(deck.get(next++));
    }
    return records.stream().map(record -> withDiagnosis(record, diagnoses)).toList();
  }

  private static LesionRecord withDiagnosis(
      LesionRecord record, Map<String, DiseaseNode> diagnoses) {
    return record.withDiagnosis(diagnoses.getOrDefault(Lesions.idOf(record), record.diagnosis()));
  }
}
