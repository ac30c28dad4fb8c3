package io.github.derm4j.cli;

import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.TrainingImages;
import io.github.derm4j.model.internal.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Counts images that are among the training or validation images of a classifier: its predictions
 * for them are not representative of new images. The bytes of the files are compared rather than
 * ids, because files of two data sets may have the same names.
 */
final class KnownImages {

  private final Optional<TrainingImages> known;
  private int images;
  private int seen;
  private String first = "";

  KnownImages(ImageClassifier classifier) {
    this.known = classifier.trainingImages();
  }

  /** Checks a file; returns the part that contains it. */
  Optional<String> look(Path file) throws IOException {
    images++;
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> part = known.get().partOf(Files.readAllBytes(file));
    if (part.isPresent()) {
      seen++;
      first = first.isEmpty() ? file.toString() : first;
    }
    return part;
  }

  /** Prints the number of known images, if any. */
  void say(Terminal terminal) {
    if (seen > 0) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "derm: warning: %s of %s not new to the classifier, such as %s: the same file was used"
                  + " to train or choose it",
              Format.count(seen),
              Format.count(images, "image") + (seen == 1 ? " is" : " are"),
              first));
    }
  }
}
