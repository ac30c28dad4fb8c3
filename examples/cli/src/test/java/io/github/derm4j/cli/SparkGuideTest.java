package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.model.training.Trainer;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippet of {@code docs/spark.md}, run without Spark; {@link DocsTest} compares it. */
@DisplayName("The page about Spark")
class SparkGuideTest {

  @TempDir private Path folder;

  @Test
  @DisplayName("classifies what mapPartitions gives")
  void classifies() throws IOException {
    List<Path> pictures = new ArrayList<>();
    LesionClassifier classifier;
    try (LesionDataset dataset =
        SyntheticLesions.of(1).withLesions(60).withImagesPerLesion(1).withSize(96, 96).dataset()) {
      GroupedSplit split = GroupedSplit.byFractions(dataset.records(), 1, 0.7, 0.1, 0.2);
      Trainer trainer = NetworkTrainer.builder().size(75).width(0.0625).epochs(1).batch(8).build();
      classifier =
          trainer
              .train(
                  split.train(),
                  split.validation(),
                  dataset.images(),
                  DiseasePartitioner.withMaxClassSize(10).partition(dataset.counts(split.train())))
              .classifier();
      byte[] picture = dataset.images().read(dataset.records().get(0).imageName());
      pictures.add(Files.write(folder.resolve("good.jpg"), picture));
      pictures.add(Files.write(folder.resolve("bad.jpg"), new byte[] {1, 2, 3}));
    }

    List<String> lines = new ArrayList<>();
    classify(pictures.iterator(), classifier).forEachRemaining(lines::add);

    assertThat(lines.get(0)).matches("good.jpg,.+,[01]\\.\\d+(E-\\d+)?");
    assertThat(lines.get(1)).isEqualTo("bad.jpg,,");
  }

  // tag::partition
  /** The function for mapPartitions: returns one line of CSV for each image file. */
  static Iterator<String> classify(Iterator<Path> pictures, LesionClassifier classifier) {
    return Stream.iterate(pictures, Iterator::hasNext, rest -> rest)
        .map(Iterator::next)
        .map(picture -> picture.getFileName() + "," + top(classifier, picture))
        .iterator();
  }

  private static String top(LesionClassifier classifier, Path picture) {
    try (LesionImage image = ImageDecoder.decode(Files.readAllBytes(picture), picture.toString())) {
      Classification.Ranked first = classifier.classify(image).top(1).get(0);
      return first.trainingClass().id() + "," + first.probability();
    } catch (IOException unreadable) {
      return ",";
    }
  }
  // end::partition
}
