package io.github.derm4j.data.split;

import io.github.derm4j.data.image.PerceptualHash;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * What an image's file contains, independent of any table.
 *
 * @param sha256 of the file's bytes, in hexadecimal digits
 * @param poses the perceptual hashes of the image in its eight poses, its own first; empty if it
 *     can't be decoded
 * @param captured when it was taken, from the EXIF data
 * @param camera which camera took it, from the EXIF data
 */
public record Fingerprint(
    String sha256,
    List<PerceptualHash> poses,
    Optional<LocalDateTime> captured,
    Optional<String> camera) {

  /**
   * Copies what could change.
   *
   * @param sha256 of the file's bytes
   * @param poses the perceptual hashes
   * @param captured when it was taken
   * @param camera which camera took it
   */
  public Fingerprint {
    poses = List.copyOf(poses);
  }

  /**
   * Whether its hashes can be compared with others: it could be decoded, and is not of one colour.
   *
   * @return true if there is a hash with content
   */
  public boolean hasContent() {
    return !poses.isEmpty() && poses.get(0).hasContent();
  }
}
