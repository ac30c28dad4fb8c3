package io.github.derm4j.cli;

import io.github.derm4j.data.ImageListing;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.taxonomy.internal.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The images given on the command line. */
final class ImageFiles {

  /** Receives one decoded image. */
  interface Taker {
    void take(Path file, LesionImage image) throws IOException;
  }

  private ImageFiles() {}

  /**
   * Returns the given files, with each folder replaced by the images in and below it, in the order
   * of their names. The content of a file decides whether it is an image. Prints the number of
   * other files.
   *
   * @throws IOException if a folder can't be read or has no images
   */
  static List<Path> inFolders(List<Path> files, Terminal terminal) throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path file : files) {
      if (Files.isDirectory(file)) {
        all.addAll(in(file, terminal));
      } else {
        all.add(file);
      }
    }
    return all;
  }

  private static List<Path> in(Path folder, Terminal terminal) throws IOException {
    try (ImageSource source = ImageSource.open(folder)) {
      ImageListing listing = ImageListing.of(source);
      if (listing.images().isEmpty()) {
        throw new IOException(listing.whyNoImage(folder.toString()));
      }
      Set<String> others = new TreeSet<>(source.names());
      others.removeAll(listing.images());
      if (!others.isEmpty()) {
        terminal.say(
            String.format(
                Locale.ROOT,
                "derm: skipped %s in %s that can't be read as images, such as %s",
                Format.count(others.size(), "file"),
                folder,
                listing.unreadable().stream().findFirst().orElse(others.iterator().next())));
      }
      source.skipped().forEach(each -> terminal.say("derm: skipped " + each));
      return listing.images().stream().map(name -> file(folder, name)).toList();
    }
  }

  /** The file of a name that the source shows in composed form. */
  private static Path file(Path folder, String name) {
    Path file = folder.resolve(name);
    return Files.exists(file)
        ? file
        : folder.resolve(Normalizer.normalize(name, Normalizer.Form.NFD));
  }

  /**
   * Decodes the images one after the other; an unreadable image is reported and left out.
   *
   * @param strict whether an unreadable image is fatal instead
   * @throws IOException if no image can be read, or with {@code strict} at the first unreadable one
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
      throw new IOException(
          "none of the " + Counted.text(failed, "image") + " could be read; see above");
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
