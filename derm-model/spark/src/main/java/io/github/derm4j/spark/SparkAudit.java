package io.github.derm4j.spark;

import io.github.derm4j.data.image.PerceptualHash;
import io.github.derm4j.data.split.HashIndex;
import io.github.derm4j.data.split.SimilarityReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * Joins images with the same bytes, and images whose perceptual hashes differ in few bits in any of
 * the eight poses. These are the edges that {@code derm audit} finds, but for more images than one
 * machine can compare in reasonable time. The hashes, 16 bytes for each image, are broadcast; each
 * executor indexes them once ({@link HashIndex}), and the images are looked up in parallel. The
 * driver collects the edges and joins them to components.
 *
 * @param edges with the columns {@code first}, {@code second} (paths, in alphabetical order),
 *     {@code reason} ({@code same bytes} or {@code near duplicate}) and {@code distance} in bits
 * @param components with the columns {@code path} and {@code group}, the path of the first image of
 *     the component; an image without similar images is a separate component
 */
public record SparkAudit(Dataset<Row> edges, Dataset<Row> components) {

  private static final StructType EDGES =
      new StructType()
          .add("first", DataTypes.StringType, false)
          .add("second", DataTypes.StringType, false)
          .add("reason", DataTypes.StringType, false)
          .add("distance", DataTypes.IntegerType, false);

  private static final StructType COMPONENTS =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add("group", DataTypes.StringType, false);

  /** The index of the last broadcast in this JVM. */
  private static final Map<Long, HashIndex> INDEXES = new ConcurrentHashMap<>();

  /**
   * Audits images.
   *
   * @param spark the session
   * @param fingerprints the rows of {@link SparkFingerprints}; files that could not be read are
   *     left out
   * @param maxDistance the maximum number of the 128 bits that may differ; 8 in {@code derm audit}
   * @return edges and components
   * @throws IllegalArgumentException if the distance is not within 0 to 63
   */
  public static SparkAudit of(SparkSession spark, Dataset<Row> fingerprints, int maxDistance) {
    HashIndex.of(new long[0], maxDistance); // Checks the distance before any work is done.
    Dataset<Row> sorted =
        fingerprints
            .where("sha256 is not null")
            .select("path", "sha256", "poses")
            .orderBy("path")
            .persist();
    try {
      List<Row> rows = sorted.selectExpr("path", "sha256", "poses[0]", "poses[1]").collectAsList();
      long[] keys = new long[2 * rows.size()];
      for (int i = 0; i < rows.size(); i++) {
        if (!rows.get(i).isNullAt(2)) { // Two zeros are a hash that is similar to no other.
          keys[2 * i] = rows.get(i).getLong(2);
          keys[2 * i + 1] = rows.get(i).getLong(3);
        }
      }
      List<Edge> edges = new ArrayList<>(sameBytes(rows));
      edges.addAll(near(spark, sorted.select("poses").javaRDD(), keys, maxDistance));
      edges.sort(Comparator.comparingInt(Edge::first).thenComparingInt(Edge::second));
      return new SparkAudit(
          spark.createDataFrame(rows(edges, rows), EDGES),
          spark.createDataFrame(components(edges, rows), COMPONENTS));
    } finally {
      sorted.unpersist();
    }
  }

  /** Two images by their positions in alphabetical order. */
  private record Edge(int first, int second, String reason, int distance) {}

  /** Joins each image with the previous one that has the same bytes. */
  private static List<Edge> sameBytes(List<Row> rows) {
    Map<String, Integer> last = new HashMap<>();
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Integer before = last.put(rows.get(i).getString(1), i);
      if (before != null) {
        edges.add(new Edge(before, i, SimilarityReason.SAME_BYTES.toString(), 0));
      }
    }
    return edges;
  }

  private static List<Edge> near(
      SparkSession spark, JavaRDD<Row> poses, long[] keys, int maxDistance) {
    Broadcast<long[]> all = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(keys);
    List<int[]> found =
        poses
            .zipWithIndex()
            .mapPartitions(
                images -> {
                  HashIndex index =
                      INDEXES.computeIfAbsent(
                          all.id(),
                          id -> {
                            INDEXES.clear();
                            return HashIndex.of(all.value(), maxDistance);
                          });
                  List<int[]> pairs = new ArrayList<>();
                  while (images.hasNext()) {
                    Tuple2<Row, Long> image = images.next();
                    int place = Math.toIntExact(image._2());
                    for (HashIndex.Match each : index.within(hashes(image._1()), place)) {
                      pairs.add(new int[] {place, each.index(), each.distance()});
                    }
                  }
                  return pairs.iterator();
                })
            .collect();
    all.destroy();
    return found.stream()
        .map(
            pair -> new Edge(pair[0], pair[1], SimilarityReason.NEAR_DUPLICATE.toString(), pair[2]))
        .toList();
  }

  private static List<PerceptualHash> hashes(Row row) {
    if (row.isNullAt(0)) {
      return List.of();
    }
    List<Long> words = row.getList(0);
    List<PerceptualHash> hashes = new ArrayList<>();
    for (int i = 0; i < words.size(); i += 2) {
      hashes.add(new PerceptualHash(words.get(i), words.get(i + 1)));
    }
    return hashes;
  }

  private static List<Row> rows(List<Edge> edges, List<Row> images) {
    return edges.stream()
        .map(
            edge ->
                RowFactory.create(
                    images.get(edge.first()).getString(0),
                    images.get(edge.second()).getString(0),
                    edge.reason(),
                    edge.distance()))
        .toList();
  }

  /** Finds the components by union-find; the smallest position identifies each. */
  private static List<Row> components(List<Edge> edges, List<Row> images) {
    int[] parents = new int[images.size()];
    for (int i = 0; i < parents.length; i++) {
      parents[i] = i;
    }
    for (Edge edge : edges) {
      int a = root(parents, edge.first());
      int b = root(parents, edge.second());
      parents[Math.max(a, b)] = Math.min(a, b);
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < parents.length; i++) {
      rows.add(
          RowFactory.create(images.get(i).getString(0), images.get(root(parents, i)).getString(0)));
    }
    return rows;
  }

  private static int root(int[] parents, int of) {
    int at = of;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }
}
