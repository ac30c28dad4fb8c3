package io.github.derm4j.model.training;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.ContentHashes;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Images with the index of their training class.
 *
 * @param records the images
 * @param labels the class of each image id
 * @param partition the training classes
 */
record LabelledRecords(
    List<LesionRecord> records, Map<String, Integer> labels, DiseasePartition partition) {

  /** Labels training images. Each must have a class, because the classes were derived from them. */
  static LabelledRecords ofTraining(List<LesionRecord> records, DiseasePartition partition) {
    Map<String, Integer> labels = new HashMap<>();
    for (LesionRecord record : records) {
      labels.put(
          record.imageId(),
          partition
              .classOf(record.diagnosis())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          String.format(
                              Locale.ROOT,
                              "Image %s: its diagnosis '%s' is in no training class; leave the"
                                  + " image out, or use the exhaustive rule",
                              record.imageId(),
                              record.diagnosis().id()))));
    }
    return new LabelledRecords(List.copyOf(records), Map.copyOf(labels), partition);
  }

  /**
   * Labels other images. Images of a disease without training images have no class and are left
   * out.
   */
  static LabelledRecords ofSeen(List<LesionRecord> records, DiseasePartition partition) {
    return ofTraining(
        records.stream()
            .filter(record -> partition.classOf(record.diagnosis()).isPresent())
            .toList(),
        partition);
  }

  int classes() {
    return partition.classes().size();
  }

  /** The first-level node of a diagnosis, such as "malignant". */
  DiseaseNode superclass(LesionRecord record) {
    DiseaseTaxonomy taxonomy = partition.taxonomy();
    return taxonomy.level(1).stream()
        .filter(node -> taxonomy.isAncestorOrSelf(node, record.diagnosis()))
        .findFirst()
        .orElse(taxonomy.root());
  }

  int label(LesionRecord record) {
    return Objects.requireNonNull(labels.get(record.imageId()), record.imageId());
  }

  int[] labels(List<LesionRecord> some) {
    return some.stream().mapToInt(this::label).toArray();
  }

  int size() {
    return records.size();
  }

  /** The SHA-256 over image ids, diagnoses and training classes, in order. */
  String fingerprint() {
    Hasher hasher = Hashing.sha256().newHasher();
    for (LesionRecord record : records) {
      hasher
          .putString(record.imageId(), StandardCharsets.UTF_8)
          .putByte((byte) 0)
          .putString(record.diagnosis().id(), StandardCharsets.UTF_8)
          .putByte((byte) 0)
          .putInt(label(record));
    }
    return hasher.hash().toString();
  }

  /** The SHA-256 over the contents of the image files, in order. */
  String fingerprint(ContentHashes contents) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (LesionRecord record : records) {
      OptionalLong content = contents.hash(record);
      hasher.putBoolean(content.isPresent()).putLong(content.orElse(0));
    }
    return hasher.hash().toString();
  }
}
