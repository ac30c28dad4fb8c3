package io.github.derm4j.data.split;

/**
 * Two similar images, and the reason.
 *
 * @param first index of a record
 * @param second index of another record
 * @param reason why
 * @param evidence the evidence: the common id, the distance, the seconds between
 */
public record SimilarityEdge(int first, int second, SimilarityReason reason, String evidence) {

  /** The other end. */
  int other(int end) {
    return end == first ? second : first;
  }
}
