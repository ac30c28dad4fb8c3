package io.github.derm4j.cli;

import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Pictures that were named on the command line. */
final class ImageFiles {

  /** Takes one decoded picture. */
  interface Taker {
    void take(Path file, LesionImage image) throws IOException;
  }

  private ImageFiles() {}

  /**
   * Decodes the pictures one after the other; one that can't be read is named and left out.
   *
   * @param strict whether it is fatal instead
   * @throws IOException if none could be read, or the first that can't be with {@code strict}
   */
  static void forEach(List<Path> files, boolean strict, Terminal terminal, Taker taker)
      throws IOException {
    int failed = 0;
    for (Path file : files) {
      LesionImage image;
      try {
        image = ImageDecoder.decode(Files.readAllBytes(file), file.toString());
      } catch (IOException unreadable) {
        if (strict) {
          throw unreadable;
        }
        terminal.say("derm: left out " + reason(file, unreadable));
        failed++;
        continue;
      }
      try (image) {
        taker.take(file, image);
      }
    }
    if (failed == files.size()) {
      throw new IOException("none of the " + failed + " images could be read; see above");
    }
  }

  private static String reason(Path file, IOException unreadable) {
    if (unreadable instanceof NoSuchFileException) {
      return file + ": no such file";
    }
    String message = String.valueOf(unreadable.getMessage());
    return message.contains(file.toString()) ? message : file + ": " + message;
  }
}
