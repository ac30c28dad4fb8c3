package example;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import java.io.IOException;
import java.util.SplittableRandom;

/** Synthetic lesions, split so that no lesion is in two parts, and one augmented image. */
final class SplitByLesion {

  private SplitByLesion() {}

  public static void main(String[] arguments) throws IOException {
    try (LesionDataset dataset = SyntheticLesions.of(1).withLesions(60).dataset()) {
      GroupedSplit split = GroupedSplit.byFractions(dataset.records(), 42, 0.7, 0.1, 0.2);
      System.out.println(split);

      LesionRecord record = split.train().get(0);
      byte[] file = dataset.images().read(record.imageName());
      try (LesionImage image = ImageDecoder.decode(file, record.imageName());
          LesionImage shown = new PaperAugmentation(96).apply(image, new SplittableRandom(42))) {
        System.out.println("shown at " + shown.width() + " x " + shown.height());
      }
    }
  }
}
