package io.github.derm4j.data.split;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Findings about a data set or a split of it: copies of one image, copies with different labels,
 * and groups of similar images that lie in two parts, each with the chain of edges that connects
 * the images.
 *
 * @param records the images that were compared; the edges refer to them by index from 0
 * @param partOf the part of the split by image id; an image may be in no part
 * @param duplicates groups of two or more images with the same bytes
 * @param nearDuplicatePairs pairs of images that look alike but differ in their bytes
 * @param straddling components of the whole graph that lie in more than one part
 * @param ofOneColour images without content, such as black frames, which are not compared by
 *     content
 * @param unreadable images that can't be decoded, which are compared only by file content
 */
public record LeakAudit(
    List<LesionRecord> records,
    Map<String, String> partOf,
    List<DuplicateGroup> duplicates,
    List<SimilarityEdge> nearDuplicatePairs,
    List<Straddle> straddling,
    List<LesionRecord> ofOneColour,
    List<LesionRecord> unreadable) {

  /** The bits that may differ between two near duplicates, unless stated otherwise. */
  public static final int NEAR = 8;

  /** Within this time one camera's images belong together, as in the paper. */
  private static final Duration TOGETHER = Duration.ofMinutes(2);

  /**
   * Images with the same bytes.
   *
   * @param members the records
   * @param labels the names of their diagnoses; more than one means a conflict
   * @param parts the parts of the split that contain them; more than one means a leak
   * @param proof the edges that join all members, each with the digest of the bytes
   */
  public record DuplicateGroup(
      List<LesionRecord> members,
      Set<String> labels,
      Set<String> parts,
      List<SimilarityEdge> proof) {}

  /**
   * A component that lies in more than one part.
   *
   * @param members the records
   * @param labels the names of their diagnoses
   * @param parts the parts
   * @param proof a shortest chain of edges from an image of one part to one of another
   */
  public record Straddle(
      List<LesionRecord> members,
      Set<String> labels,
      Set<String> parts,
      List<SimilarityEdge> proof) {}

  /**
   * Copies the collections.
   *
   * @param records the images
   * @param partOf the part of an image, by image id
   * @param duplicates groups with the same bytes
   * @param nearDuplicatePairs pairs that look alike
   * @param straddling components in more than one part
   * @param ofOneColour images without content
   * @param unreadable images that can't be decoded
   */
  public LeakAudit {
    records = List.copyOf(records);
    partOf = Map.copyOf(partOf);
    duplicates = List.copyOf(duplicates);
    nearDuplicatePairs = List.copyOf(nearDuplicatePairs);
    straddling = List.copyOf(straddling);
    ofOneColour = List.copyOf(ofOneColour);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * Audits a split.
   *
   * @param graph the graph of similar images
   * @param part the part of a record, for instance {@code train}; empty if it is in no part
   * @return the findings
   */
  public static LeakAudit of(SimilarityGraph graph, Function<LesionRecord, Optional<String>> part) {
    List<LesionRecord> records = graph.records();
    Components copies = graph.components(SimilarityReason.SAME_BYTES);
    Map<Integer, List<SimilarityEdge>> joining =
        graph.edges().stream()
            .filter(edge -> edge.reason() == SimilarityReason.SAME_BYTES)
            .collect(Collectors.groupingBy(edge -> copies.componentOf(edge.first())));
    List<DuplicateGroup> duplicates = new ArrayList<>();
    for (int component = 0; component < copies.count(); component++) {
      if (copies.members(component).size() > 1) {
        List<LesionRecord> members = copies.members(component).stream().map(records::get).toList();
        duplicates.add(
            new DuplicateGroup(
                members,
                labels(members),
                parts(members, part),
                joining.getOrDefault(component, List.of())));
      }
    }
    List<SimilarityEdge> near =
        graph.edges().stream()
            .filter(edge -> edge.reason() == SimilarityReason.NEAR_DUPLICATE)
            .filter(edge -> copies.componentOf(edge.first()) != copies.componentOf(edge.second()))
            .toList();
    Map<String, String> partOf = new HashMap<>();
    records.forEach(
        record -> part.apply(record).ifPresent(name -> partOf.put(record.imageId(), name)));
    return new LeakAudit(
        records, partOf, duplicates, near, straddling(graph, part), List.of(), List.of());
  }

  /**
   * Audits a split, and counts the images that could not be compared by content.
   *
   * @param graph the graph of similar images
   * @param prints the fingerprints of the graph's records
   * @param part the part of a record; empty if it is in no part
   * @return the findings
   */
  public static LeakAudit of(
      SimilarityGraph graph, Fingerprints prints, Function<LesionRecord, Optional<String>> part) {
    LeakAudit audit = of(graph, part);
    return new LeakAudit(
        audit.records,
        audit.partOf,
        audit.duplicates,
        audit.nearDuplicatePairs,
        audit.straddling,
        prints.withoutContent().stream().map(audit.records::get).toList(),
        audit.records.stream()
            .filter(record -> prints.failures().containsKey(record.imageId()))
            .toList());
  }

  /**
   * Reads the images and audits a split as {@code derm audit} does by default: by the ids of
   * lesions and patients, by the bytes of the files, by near duplicates of at most {@value #NEAR}
   * differing bits, and by images that one camera took within two minutes.
   *
   * @param records the images
   * @param images the source of their pixels
   * @param part the part of a record; empty if it is in no part
   * @param listener receives the progress
   * @return the findings
   */
  public static LeakAudit of(
      List<LesionRecord> records,
      ImageSource images,
      Function<LesionRecord, Optional<String>> part,
      ProgressListener listener) {
    Fingerprints prints = Fingerprints.read(records, images, listener);
    return of(
        SimilarityGraph.builder(records)
            .ids()
            .bytes(prints)
            .nearDuplicates(prints, NEAR)
            .captureTimes(prints, TOGETHER)
            .build(),
        prints,
        part);
  }

  private static Set<String> labels(List<LesionRecord> members) {
    return members.stream()
        .map(record -> record.diagnosis().name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> parts(
      List<LesionRecord> members, Function<LesionRecord, Optional<String>> part) {
    return members.stream()
        .flatMap(record -> part.apply(record).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Straddle> straddling(
      SimilarityGraph graph, Function<LesionRecord, Optional<String>> part) {
    List<LesionRecord> records = graph.records();
    Components components = graph.components();
    List<Straddle> straddling = new ArrayList<>();
    for (int component = 0; component < components.count(); component++) {
      List<Integer> indices = components.members(component);
      List<LesionRecord> members = indices.stream().map(records::get).toList();
      Set<String> parts = parts(members, part);
      if (parts.size() > 1) {
        straddling.add(new Straddle(members, labels(members), parts, proof(graph, indices, part)));
      }
    }
    return straddling;
  }

  /** The chain of edges from the first image with a part to the first image with another part. */
  private static List<SimilarityEdge> proof(
      SimilarityGraph graph, List<Integer> indices, Function<LesionRecord, Optional<String>> part) {
    Map<String, Integer> firstOf = new LinkedHashMap<>();
    for (int index : indices) {
      part.apply(graph.records().get(index)).ifPresent(name -> firstOf.putIfAbsent(name, index));
    }
    List<Integer> ends = List.copyOf(firstOf.values());
    return graph.chain(ends.get(0), ends.get(1));
  }

  /**
   * The part of the split that contains an image.
   *
   * @param record one of the records
   * @return the part; empty if it is in no part
   */
  public Optional<String> part(LesionRecord record) {
    return Optional.ofNullable(partOf.get(record.imageId()));
  }

  /**
   * The number of groups with the same bytes under different labels.
   *
   * @return the number of groups
   */
  public int labelConflictGroups() {
    return (int) duplicates.stream().filter(group -> group.labels().size() > 1).count();
  }

  /**
   * The number of groups with the same bytes in different parts.
   *
   * @return the number of groups
   */
  public int crossSplitGroups() {
    return (int) duplicates.stream().filter(group -> group.parts().size() > 1).count();
  }

  /**
   * The images that are in no part although others are. Their copies in other parts are not
   * reported.
   *
   * @return the records; empty if no image has a part
   */
  public List<LesionRecord> withoutPart() {
    return partOf.isEmpty()
        ? List.of()
        : records.stream().filter(record -> !partOf.containsKey(record.imageId())).toList();
  }

  /**
   * Returns whether no component is in two parts. Images {@link #withoutPart} are ignored.
   *
   * @return true if the split does not leak, as far as the graph's edges can tell
   */
  public boolean isClean() {
    return straddling.isEmpty();
  }

  /**
   * The findings as numbers, under the names that the command line prints.
   *
   * @return the facts by name, in a fixed order
   */
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("images", records.size());
    counts.put("exactDuplicateGroups", duplicates.size());
    counts.put("labelConflictGroups", labelConflictGroups());
    counts.put("crossSplitGroups", crossSplitGroups());
    counts.put("nearDuplicatePairs", nearDuplicatePairs.size());
    counts.put("straddlingComponents", straddling.size());
    return counts;
  }

  /**
   * The numbers of images that the audit could not compare, under the names that the command line
   * prints.
   *
   * @return the facts by name, in a fixed order
   */
  public Map<String, Integer> gaps() {
    Map<String, Integer> gaps = new LinkedHashMap<>();
    gaps.put("imagesOfOneColour", ofOneColour.size());
    gaps.put("unreadableImages", unreadable.size());
    gaps.put("imagesWithoutPart", withoutPart().size());
    return gaps;
  }

  /** One line for each number. */
  @Override
  public String toString() {
    return Stream.of(counts(), gaps())
        .flatMap(numbers -> numbers.entrySet().stream())
        .map(entry -> String.format(Locale.ROOT, "%-22s %d", entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
