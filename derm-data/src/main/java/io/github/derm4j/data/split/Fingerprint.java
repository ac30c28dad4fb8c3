package io.github.derm4j.data.split;

import io.github.derm4j.data.image.PerceptualHash;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * The identifying content of an image file, independent of any table.
 *
 * @param sha256 the digest of the file's bytes, in hexadecimal digits
 * @param poses the perceptual hashes of the image in its eight poses, its own first; empty if it
 *     can't be decoded
 * @param captured the time of capture, from the EXIF data
 * @param camera the camera, from the EXIF data
 */
public record Fingerprint(
    String sha256,
    List<PerceptualHash> poses,
    Optional<LocalDateTime> captured,
    Optional<String> camera) {

  /**
   * Copies the hashes.
   *
   * @param sha256 the digest of the file's bytes
   * @param poses the perceptual hashes
   * @param captured the time of capture
   * @param camera the camera
   */
  public Fingerprint {
    poses = List.copyOf(poses);
  }

  /**
   * Returns whether its hashes can be compared with others: the image could be decoded and is not
   * of a single colour.
   *
   * @return true if there is a hash with content
   */
  public boolean hasContent() {
    return !poses.isEmpty() && poses.get(0).hasContent();
  }
}
