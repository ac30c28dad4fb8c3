package io.github.derm4j.data.split;

/**
 * Two similar images, and the reason why they are considered similar.
 *
 * @param first index of a record
 * @param second index of another record
 * @param reason the reason
 * @param evidence the evidence: the common id, the distance, or the seconds between them
 */
public record SimilarityEdge(int first, int second, SimilarityReason reason, String evidence) {

  /** The other end of the edge. */
  int other(int end) {
    return end == first ? second : first;
  }
}
