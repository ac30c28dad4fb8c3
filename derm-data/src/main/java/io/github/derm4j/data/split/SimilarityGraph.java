package io.github.derm4j.data.split;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.NameIndex;
import io.github.derm4j.data.image.PerceptualHash;
import io.github.derm4j.taxonomy.table.Missing;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The paper's graph (Methods, "datasets"): an edge joins two similar images, and a connected
 * component must not lie in two parts of a split. Every edge has a reason.
 *
 * <p>A group of equal ids is a chain of edges, not a clique: {@code k − 1} edges hold {@code k}
 * images together.
 */
public final class SimilarityGraph {

  private final List<LesionRecord> records;
  private final List<SimilarityEdge> edges;

  private SimilarityGraph(List<LesionRecord> records, List<SimilarityEdge> edges) {
    this.records = records;
    this.edges = edges;
  }

  /**
   * Starts a graph of images without edges.
   *
   * @param records the images
   * @return a builder
   */
  public static Builder builder(List<LesionRecord> records) {
    return new Builder(records);
  }

  /**
   * The images.
   *
   * @return an immutable list
   */
  public List<LesionRecord> records() {
    return records;
  }

  /**
   * All edges, in the order in which they were found.
   *
   * @return an immutable list
   */
  public List<SimilarityEdge> edges() {
    return edges;
  }

  /**
   * The connected components over all edges, by union–find: near linear in the edges.
   *
   * @return the components
   */
  public Components components() {
    UnionFind sets = new UnionFind(records.size());
    edges.forEach(edge -> sets.union(edge.first(), edge.second()));
    return Components.of(records, sets);
  }

  /**
   * The components over the edges of one reason.
   *
   * @param reason the reason of the edges
   * @return the components
   */
  public Components components(SimilarityReason reason) {
    UnionFind sets = new UnionFind(records.size());
    edges.stream()
        .filter(edge -> edge.reason() == reason)
        .forEach(edge -> sets.union(edge.first(), edge.second()));
    return Components.of(records, sets);
  }

  /**
   * Finds a shortest chain of edges between two images, which proves that they belong together.
   * O(edges).
   *
   * @param from the index of a record
   * @param to the index of another record
   * @return the edges in order; empty if no chain joins the two or they are the same
   */
  public List<SimilarityEdge> chain(int from, int to) {
    Map<Integer, List<SimilarityEdge>> incident = new HashMap<>();
    for (SimilarityEdge edge : edges) {
      incident.computeIfAbsent(edge.first(), key -> new ArrayList<>()).add(edge);
      incident.computeIfAbsent(edge.second(), key -> new ArrayList<>()).add(edge);
    }
    Map<Integer, SimilarityEdge> reachedBy = new HashMap<>();
    Deque<Integer> queue = new ArrayDeque<>(List.of(from));
    while (!queue.isEmpty() && !reachedBy.containsKey(to)) {
      int at = queue.remove();
      for (SimilarityEdge edge : incident.getOrDefault(at, List.of())) {
        int next = edge.other(at);
        if (next != from && reachedBy.putIfAbsent(next, edge) == null) {
          queue.add(next);
        }
      }
    }
    List<SimilarityEdge> chain = new ArrayList<>();
    int at = to;
    SimilarityEdge edge = reachedBy.get(at);
    while (edge != null && at != from) {
      chain.add(edge);
      at = edge.other(at);
      edge = reachedBy.get(at);
    }
    Collections.reverse(chain);
    return chain;
  }

  @Override
  public String toString() {
    return "SimilarityGraph[" + records.size() + " images, " + edges.size() + " edges]";
  }

  /** Collects edges. */
  public static final class Builder {

    private final List<LesionRecord> records;
    private final List<SimilarityEdge> edges = new ArrayList<>();
    private @Nullable Map<String, Integer> indexById;
    private @Nullable NameIndex ids;

    private Builder(List<LesionRecord> records) {
      this.records = List.copyOf(records);
    }

    /**
     * Joins images with the same lesion id, and images with the same patient id.
     *
     * @return this
     */
    public Builder ids() {
      group(SimilarityReason.SAME_LESION, LesionRecord::lesionId);
      return group(SimilarityReason.SAME_PATIENT, LesionRecord::patientId);
    }

    /**
     * Joins images with the same value of an attribute, such as a case id.
     *
     * @param attribute the column's name
     * @return this
     */
    public Builder attribute(String attribute) {
      return group(
          SimilarityReason.SAME_CASE,
          record -> record.attribute(attribute).filter(id -> !Missing.ID.matches(id)));
    }

    /**
     * Joins images with the same file name in different folders.
     *
     * @return this
     */
    public Builder fileNames() {
      return group(
          SimilarityReason.SAME_FILE_NAME,
          record -> {
            String name = record.imageName();
            return Optional.of(name.substring(name.lastIndexOf('/') + 1));
          });
    }

    /**
     * Joins images with the same bytes.
     *
     * @param prints the fingerprints of the same records
     * @return this
     */
    public Builder bytes(Fingerprints prints) {
      List<Optional<String>> digests =
          IntStream.range(0, require(prints))
              .mapToObj(i -> prints.get(i).map(Fingerprint::sha256))
              .toList();
      return group(SimilarityReason.SAME_BYTES, digests);
    }

    /**
     * Joins images whose perceptual hashes differ in few bits, in any of the eight poses. An image
     * of a single colour is not joined: see {@link Fingerprints#withoutContent()}.
     *
     * @param prints the fingerprints of the same records
     * @param maxDistance the maximum number of the 128 bits that may differ
     * @return this
     * @throws IllegalArgumentException if the distance is not within 0 to 63
     */
    public Builder nearDuplicates(Fingerprints prints, int maxDistance) {
      if (maxDistance < 0 || maxDistance > 63) {
        throw new IllegalArgumentException(
            "a distance of "
                + maxDistance
                + " bits: different images differ in 64 on average, so use 0 to 63");
      }
      int[] hashed =
          IntStream.range(0, require(prints))
              .filter(i -> prints.get(i).filter(Fingerprint::hasContent).isPresent())
              .toArray();
      List<List<PerceptualHash>> poses = new ArrayList<>();
      List<PerceptualHash> keys = new ArrayList<>();
      for (int index : hashed) {
        List<PerceptualHash> own = prints.get(index).map(Fingerprint::poses).orElse(List.of());
        poses.add(own);
        keys.add(own.get(0));
      }
      for (HashPairs.Pair pair : HashPairs.within(poses, keys, maxDistance)) {
        edges.add(
            new SimilarityEdge(
                hashed[pair.first()],
                hashed[pair.second()],
                SimilarityReason.NEAR_DUPLICATE,
                pair.distance() + " of 128 bits differ"));
      }
      return this;
    }

    /**
     * Joins images that were taken within a short time by the same camera; an unknown camera
     * matches any. The paper's code uses 120 seconds.
     *
     * @param prints the fingerprints of the same records
     * @param within the longest time between two images
     * @return this
     */
    public Builder captureTimes(Fingerprints prints, Duration within) {
      Map<Integer, LocalDateTime> times = new HashMap<>();
      for (int i = 0; i < require(prints); i++) {
        int index = i;
        prints.get(i).flatMap(Fingerprint::captured).ifPresent(time -> times.put(index, time));
      }
      List<Integer> order = new ArrayList<>(times.keySet());
      order.sort(Comparator.comparing(times::get));
      for (int a = 0; a < order.size(); a++) {
        for (int b = a + 1; b < order.size(); b++) {
          int first = order.get(a);
          int second = order.get(b);
          Duration between = Duration.between(times.get(first), times.get(second));
          if (between.compareTo(within) > 0) {
            break;
          }
          if (sameOrUnknownCamera(prints, first, second)) {
            edges.add(
                new SimilarityEdge(
                    first,
                    second,
                    SimilarityReason.CAPTURE_TIME,
                    between.toSeconds() + " s between them"));
            break;
          }
        }
      }
      return this;
    }

    private static boolean sameOrUnknownCamera(Fingerprints prints, int first, int second) {
      Optional<String> a = prints.get(first).flatMap(Fingerprint::camera);
      Optional<String> b = prints.get(second).flatMap(Fingerprint::camera);
      return a.isEmpty() || b.isEmpty() || a.equals(b);
    }

    /**
     * Joins images whose feature vectors have nearly the same direction.
     *
     * @param features {@code [n, d]}, one row for each record
     * @param minCosine the minimum cosine, in (0, 1]
     * @return this
     * @throws IllegalArgumentException if there are not as many rows as records, or the cosine is
     *     out of range
     */
    public Builder features(INDArray features, double minCosine) {
      if (features.rank() != 2 || features.size(0) != records.size()) {
        throw new IllegalArgumentException(
            "features of shape "
                + Arrays.toString(features.shape())
                + " for "
                + records.size()
                + " records: one row for each is needed");
      }
      if (!(minCosine > 0 && minCosine <= 1)) {
        throw new IllegalArgumentException("a cosine of " + minCosine + " is not within (0, 1]");
      }
      for (FeaturePairs.Pair pair : FeaturePairs.above(features, minCosine)) {
        edges.add(
            new SimilarityEdge(
                pair.first(),
                pair.second(),
                SimilarityReason.SIMILAR_FEATURES,
                String.format(Locale.ROOT, "cosine %.4f", pair.cosine())));
      }
      return this;
    }

    /**
     * Joins two images explicitly, for instance from an archive's own list of duplicates. Unknown
     * ids are ignored.
     *
     * @param firstId an image id
     * @param secondId another
     * @param evidence the source of this information
     * @return this
     */
    public Builder stated(String firstId, String secondId, String evidence) {
      Integer first = indexOf(firstId);
      Integer second = indexOf(secondId);
      if (first != null && second != null && !first.equals(second)) {
        edges.add(new SimilarityEdge(first, second, SimilarityReason.STATED, evidence));
      }
      return this;
    }

    /** The index of an image, by the rules for comparing ids; null if several images match. */
    private @Nullable Integer indexOf(String id) {
      Map<String, Integer> index = indexById;
      if (index == null) {
        index = new HashMap<>();
        for (int i = 0; i < records.size(); i++) {
          index.put(records.get(i).imageId(), i);
        }
        indexById = index;
        ids = new NameIndex(index.keySet());
      }
      List<String> meant = Objects.requireNonNull(ids).find(id).names();
      return meant.size() == 1 ? index.get(meant.get(0)) : null;
    }

    private Builder group(
        SimilarityReason reason, Function<LesionRecord, Optional<String>> identity) {
      return group(reason, records.stream().map(identity).toList());
    }

    private Builder group(SimilarityReason reason, List<Optional<String>> identities) {
      Map<String, Integer> lastOf = new LinkedHashMap<>();
      for (int i = 0; i < identities.size(); i++) {
        if (identities.get(i).isPresent()) {
          String identity = identities.get(i).get();
          Integer before = lastOf.put(identity, i);
          if (before != null) {
            edges.add(new SimilarityEdge(before, i, reason, identity));
          }
        }
      }
      return this;
    }

    private int require(Fingerprints prints) {
      if (prints.size() != records.size()) {
        throw new IllegalArgumentException(
            prints.size() + " fingerprints for " + records.size() + " records: read them again");
      }
      return prints.size();
    }

    /**
     * Makes the graph.
     *
     * @return the graph
     */
    public SimilarityGraph build() {
      return new SimilarityGraph(records, List.copyOf(edges));
    }
  }
}
