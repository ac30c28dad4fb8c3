package io.github.derm4j.data;

/** The modality of an image. */
public enum Modality {
  /** A dermoscopic image. */
  DERMOSCOPIC,
  /** A photograph of the skin: close-up or overview. */
  CLINICAL,
  /**
   * Any other modality, such as tiles of total-body photographs or confocal microscopy, or an
   * unknown one.
   */
  OTHER;

  /**
   * Parses the modality in a table, such as {@code clinical: close-up}.
   *
   * @param text words of the ISIC archive's column {@code image_type}, or a constant's own name
   * @return the modality; {@link #OTHER} for unknown words
   */
  public static Modality parse(String text) {
    String lower = Names.key(text);
    if (lower.startsWith("dermoscop")) {
      return DERMOSCOPIC;
    }
    return lower.startsWith("clinical") ? CLINICAL : OTHER;
  }
}
