package example;

import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.InferenceMap;
import io.github.derm4j.taxonomy.format.CountedTaxonomy;
import io.github.derm4j.taxonomy.format.PathCsv;
import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;

/** The training classes of a disease tree, and a probability summed over the tree. */
final class TrainingClasses {

  private static final String TABLE =
      """
      diagnosis_1,diagnosis_2,images
      benign,nevus,900
      benign,seborrheic keratosis,700
      malignant,melanoma,450
      malignant,basal cell carcinoma,350
      """;

  private TrainingClasses() {}

  public static void main(String[] arguments) throws IOException {
    CountedTaxonomy tree = PathCsv.standard().read(new StringReader(TABLE));
    DiseasePartition classes = DiseasePartitioner.withMaxClassSize(1000).partition(tree.counts());
    System.out.print(classes.toTable());

    InferenceMap level = InferenceMap.ofLevel(classes, 1);
    float[] sums = level.aggregate(new float[] {0.125f, 0.25f, 0.625f});
    System.out.println(level.labels() + " " + Arrays.toString(sums));
  }
}
