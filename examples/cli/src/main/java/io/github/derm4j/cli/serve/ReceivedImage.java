package io.github.derm4j.cli.serve;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import io.github.derm4j.data.ImageFormat;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import org.eclipse.jetty.http.HttpStatus;

/**
 * A decoded image from a client. Its bytes determine its format, not its name or content type.
 *
 * @param pixels the pixels, upright
 * @param format the format of the file
 * @param orientation the EXIF orientation, from 1 (upright) to 8
 */
record ReceivedImage(LesionImage pixels, ImageFormat format, int orientation)
    implements AutoCloseable {

  private static final String NAME = "the image";
  private static final int UPRIGHT = 1;
  private static final int LAST_ORIENTATION = 8;

  /**
   * Decodes an image.
   *
   * @throws Refusal if the bytes are not an image of a supported format
   */
  static ReceivedImage decode(byte[] bytes) {
    if (bytes.length == 0) {
      throw Refusal.badRequest("the body is empty; send the bytes of an image");
    }
    ImageFormat format =
        ImageFormat.of(bytes)
            .orElseThrow(
                () ->
                    new Refusal(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                        "the body is not an image of a supported format: send "
                            + ImageFormat.names()));
    try {
      return new ReceivedImage(ImageDecoder.decode(bytes, NAME), format, orientation(bytes));
    } catch (IOException unreadable) {
      throw Refusal.badRequest(String.valueOf(unreadable.getMessage()));
    }
  }

  private static int orientation(byte[] bytes) {
    try {
      ExifIFD0Directory directory =
          ImageMetadataReader.readMetadata(new ByteArrayInputStream(bytes))
              .getFirstDirectoryOfType(ExifIFD0Directory.class);
      if (directory == null || !directory.containsTag(ExifIFD0Directory.TAG_ORIENTATION)) {
        return UPRIGHT;
      }
      int orientation = directory.getInt(ExifIFD0Directory.TAG_ORIENTATION);
      return orientation >= UPRIGHT && orientation <= LAST_ORIENTATION ? orientation : UPRIGHT;
    } catch (ImageProcessingException | MetadataException | IOException | RuntimeException none) {
      // Unusual metadata do not matter: the pixels could be read.
      return UPRIGHT;
    }
  }

  /** Describes how the image was rotated or mirrored to be upright. */
  String turned() {
    return switch (orientation) {
      case 2 -> "mirrored";
      case 3 -> "turned by 180°";
      case 4 -> "mirrored and turned by 180°";
      case 5 -> "mirrored and turned by 270°";
      case 6 -> "turned by 90°";
      case 7 -> "mirrored and turned by 90°";
      case 8 -> "turned by 270°";
      default -> "none";
    };
  }

  String formatName() {
    return format.name().toUpperCase(Locale.ROOT);
  }

  @Override
  public void close() {
    pixels.close();
  }
}
