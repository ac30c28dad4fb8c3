package example;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Trains a tiny network on synthetic lesions, saves it, loads it and classifies an image. */
final class ClassifyAnImage {

  private ClassifyAnImage() {}

  public static void main(String[] arguments) throws IOException {
    Path model = Path.of(arguments[0]);
    try (LesionDataset dataset = SyntheticLesions.of(1).withLesions(34).dataset()) {
      List<LesionRecord> records = dataset.records();
      DiseasePartition classes =
          DiseasePartitioner.withMaxClassSize(50).partition(dataset.counts());
      NetworkTrainer.builder()
          .size(75)
          .width(0.0625)
          .epochs(1)
          .build()
          .train(records, records, dataset.images(), classes)
          .classifier()
          .write(model);

      String name = records.get(0).imageName();
      try (LesionImage image = ImageDecoder.decode(dataset.images().read(name), name)) {
        Classification answer = LesionClassifier.load(model).classify(image);
        for (Classification.Ranked each : answer.top(3)) {
          System.out.printf(
              Locale.ROOT, "%.2f %s%n", each.probability(), each.trainingClass().name());
        }
        float sum = 0;
        for (float probability : answer.probabilities()) {
          sum += probability;
        }
        System.out.printf(
            Locale.ROOT, "%d classes, sum %.3f%n", answer.probabilities().length, sum);
      }
    }
  }
}
