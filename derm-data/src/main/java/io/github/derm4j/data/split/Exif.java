package io.github.derm4j.data.split;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * When and with which camera an image was taken, by its EXIF block.
 *
 * @param captured the time; empty if it is unknown
 * @param camera make and model; empty if they are unknown
 */
record Exif(Optional<LocalDateTime> captured, Optional<String> camera) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy:MM:dd HH:mm:ss", Locale.ROOT);

  /** Reads an image; a damaged or missing EXIF block is unknown. */
  static Exif read(byte[] image) {
    Metadata metadata;
    try {
      metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(image));
    } catch (ImageProcessingException | IOException e) {
      metadata = new Metadata();
    }
    return new Exif(captured(metadata), camera(metadata));
  }

  private static Optional<LocalDateTime> captured(Metadata metadata) {
    for (ExifSubIFDDirectory exif : metadata.getDirectoriesOfType(ExifSubIFDDirectory.class)) {
      String text = exif.getString(ExifSubIFDDirectory.TAG_DATETIME_ORIGINAL);
      if (text != null) {
        try {
          return Optional.of(LocalDateTime.parse(text.strip(), TIME));
        } catch (DateTimeException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> camera(Metadata metadata) {
    for (ExifIFD0Directory exif : metadata.getDirectoriesOfType(ExifIFD0Directory.class)) {
      String make = exif.getString(ExifIFD0Directory.TAG_MAKE);
      String model = exif.getString(ExifIFD0Directory.TAG_MODEL);
      if (model != null) {
        return Optional.of((make == null ? "" : make.strip() + " ") + model.strip());
      }
    }
    return Optional.empty();
  }
}
