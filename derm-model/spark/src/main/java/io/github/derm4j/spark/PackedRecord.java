package io.github.derm4j.spark;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.Modality;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A labelled image in the form that is sent to the executors, with the id of its diagnosis. */
record PackedRecord(
    String imageId,
    String imageName,
    String diagnosis,
    @Nullable String lesionId,
    @Nullable String patientId,
    Modality modality,
    LinkedHashMap<String, String> attributes,
    String source,
    @Nullable String licence)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  static ArrayList<PackedRecord> pack(List<LesionRecord> records) {
    ArrayList<PackedRecord> packed = new ArrayList<>(records.size());
    for (LesionRecord each : records) {
      packed.add(
          new PackedRecord(
              each.imageId(),
              each.imageName(),
              each.diagnosis().id(),
              each.lesionId().orElse(null),
              each.patientId().orElse(null),
              each.modality(),
              new LinkedHashMap<>(each.attributes()),
              each.source(),
              each.licence().orElse(null)));
    }
    return packed;
  }

  static List<LesionRecord> unpack(List<PackedRecord> packed, DiseaseTaxonomy taxonomy) {
    List<LesionRecord> records = new ArrayList<>(packed.size());
    for (PackedRecord each : packed) {
      records.add(
          new LesionRecord(
              each.imageId(),
              each.imageName(),
              taxonomy.find(each.diagnosis()).orElseThrow(),
              Optional.ofNullable(each.lesionId()),
              Optional.ofNullable(each.patientId()),
              each.modality(),
              each.attributes(),
              each.source(),
              Optional.ofNullable(each.licence())));
    }
    return records;
  }
}
