package io.github.derm4j.cli;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A narrow network that was trained for an epoch, in a file, and the files of its images. */
record SmallModel(Path model, List<Path> images) {

  /** Trains it, and writes {@code model.zip} and a folder {@code images}. */
  static SmallModel in(Path folder) throws IOException {
    Path model = folder.resolve("model.zip");
    SyntheticLesions lesions =
        SyntheticLesions.of(1).withLesions(34).withImagesPerLesion(1).withSize(80, 80);
    lesions.writeTo(folder.resolve("images"));
    try (LesionDataset dataset = lesions.dataset();
        Stream<Path> files = Files.walk(folder.resolve("images"))) {
      DiseasePartition partition =
          DiseasePartitioner.withMaxClassSize(17).partition(dataset.counts(dataset.records()));
      NetworkTrainer.builder()
          .size(75)
          .width(0.0625)
          .epochs(1)
          .build()
          .train(dataset.records(), dataset.records(), dataset.images(), partition)
          .classifier()
          .write(model);
      return new SmallModel(
          model, files.filter(file -> file.toString().matches(".*\\.(png|jpg)")).sorted().toList());
    }
  }
}
