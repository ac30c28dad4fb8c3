package io.github.derm4j.data;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The modality of an image. */
public enum Modality {
  /** A dermoscopic image. */
  DERMOSCOPIC("derma?t?oscop.*|epiluminescence.*"),
  /** A photograph of the skin: close-up or overview. */
  CLINICAL("(clinical|macroscop|photo|smartphone|close[- _]?up|overview).*"),
  /** Another modality, such as tiles of total-body photographs or confocal microscopy. */
  OTHER(
      "other|(tbp|total[- _]body|rcm|(reflectance )?confocal|surgical|histopatholog|ultrasound).*"),
  /** The data do not say what the image is. */
  UNKNOWN("unknown");

  private final Pattern words;

  Modality(String words) {
    this.words = Pattern.compile(words);
  }

  /**
   * Finds the modality that words in a table mean, such as {@code clinical: close-up}.
   *
   * @param text words of the ISIC archive's column {@code image_type} ({@code dermoscopic}, {@code
   *     clinical: …}, {@code TBP tile: …}, {@code RCM: …}), other usual ones such as {@code
   *     dermoscopy} and {@code smartphone}, or a constant's own name
   * @return the modality; empty if the words are not known
   */
  public static Optional<Modality> find(String text) {
    String key = Names.key(text);
    for (Modality each : values()) {
      if (each.words.matcher(key).matches()) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** The name in lower case, as a command's option takes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
