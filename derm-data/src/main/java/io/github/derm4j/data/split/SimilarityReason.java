package io.github.derm4j.data.split;

/** The reason why two images are considered similar. */
public enum SimilarityReason {
  /** The same lesion id. */
  SAME_LESION("same lesion"),
  /** The same patient id. */
  SAME_PATIENT("same patient"),
  /** The same case id, or another attribute that identifies related images. */
  SAME_CASE("same case"),
  /** The same file name in different folders. */
  SAME_FILE_NAME("same file name"),
  /** Taken shortly after one another, according to the EXIF data. */
  CAPTURE_TIME("taken together"),
  /** The same bytes. */
  SAME_BYTES("same bytes"),
  /** Perceptual hashes that differ in few bits. */
  NEAR_DUPLICATE("near duplicate"),
  /** Feature vectors of a network with nearly the same direction. */
  SIMILAR_FEATURES("similar features"),
  /** Joined explicitly. */
  STATED("stated");

  private final String words;

  SimilarityReason(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
