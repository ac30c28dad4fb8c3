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
 * Counts the images that a classifier was trained or chosen with: what it says of them does not
 * show what it says of new ones. Compared are the bytes of the files, not ids, since files of two
 * data sets may have the same names.
 */
final class KnownImages {

  private final Optional<TrainingImages> known;
  private int images;
  private int seen;
  private String first = "";

  KnownImages(ImageClassifier classifier) {
    this.known = classifier.trainingImages();
  }

  /** Looks at a file; says in which part it was. */
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

  /** Prints how many images were known, if any was. */
  void say(Terminal terminal) {
    if (seen > 0) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "derm: warning: %s of %s not new to the classifier, such as %s: it was trained or chosen"
                  + " with the same file",
              Format.count(seen),
              Format.count(images, "image") + (seen == 1 ? " is" : " are"),
              first));
    }
  }
}
