package io.github.derm4j.data;

/** How an image was taken. */
public enum Modality {
  /** Through a dermatoscope. */
  DERMOSCOPIC,
  /** A photograph of the skin: close-up or overview. */
  CLINICAL,
  /**
   * Anything else, such as tiles of a total-body photograph or confocal microscopy, and unknown.
   */
  OTHER;

  /**
   * The modality for the words of a table, such as {@code clinical: close-up}.
   *
   * @param text words of the ISIC archive's column {@code image_type}, or a constant's own name
   * @return the modality; {@link #OTHER} for words that are not known
   */
  public static Modality parse(String text) {
    String lower = Names.key(text);
    if (lower.startsWith("dermoscop")) {
      return DERMOSCOPIC;
    }
    return lower.startsWith("clinical") ? CLINICAL : OTHER;
  }
}
