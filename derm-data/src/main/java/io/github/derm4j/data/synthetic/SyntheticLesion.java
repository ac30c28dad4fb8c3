package io.github.derm4j.data.synthetic;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.Modality;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One lesion: its disease, its patient, and the seeds of its appearance and of each of its images.
 */
final class SyntheticLesion {

  /** The columns of the manifest, as the reader {@code csv} expects them. */
  static final String HEADER =
      "image,diagnosis_1,diagnosis_2,diagnosis_3,lesion,patient,modality,licence,skin_type,sex,age\n";

  private static final int JPEG_QUALITY = 93;
  private static final String LICENCE = "CC0-1.0";

  private final String id;
  private final SyntheticDisease disease;
  private final SyntheticPatient patient;
  private final int age;
  private final long looks;
  private final long[] takes;

  SyntheticLesion(
      String id, SyntheticDisease disease, SyntheticPatient patient, int images, long seed) {
    this.id = id;
    this.disease = disease;
    this.patient = patient;
    Draw draw = new Draw(seed);
    boolean malignant = disease.path().get(0).equals("malignant");
    this.age = 5 * (int) (draw.around(malignant ? 30 : 10, malignant ? 90 : 85) / 5);
    this.looks = draw.seed();
    this.takes = new long[images];
    for (int i = 0; i < images; i++) {
      takes[i] = draw.seed();
    }
  }

  /** The JPEG files of all images, by name. */
  Map<String, byte[]> pictures(int width, int height) {
    Draw draw = new Draw(looks);
    LesionTraits traits = new LesionTraits();
    disease.draw(traits, draw);
    LesionPainter painter = new LesionPainter(traits, patient.skin(), draw.seed());
    Map<String, byte[]> files = new HashMap<>();
    for (int take = 0; take < takes.length; take++) {
      int[] rgb = painter.paint(width, height, takes[take]);
      try (LesionImage image = LesionImage.of(width, height, rgb)) {
        files.put(imageId(take) + ".jpg", image.toJpeg(JPEG_QUALITY));
      }
    }
    return files;
  }

  LesionRecord record(int take, DiseaseTaxonomy taxonomy) {
    return LesionRecord.builder(
            imageId(take), imageId(take) + ".jpg", taxonomy.findPath(disease.path()).orElseThrow())
        .lesionId(id)
        .patientId(patient.id())
        .modality(Modality.DERMOSCOPIC)
        .source("synthetic")
        .licence(LICENCE)
        .attribute("skin_type", Integer.toString(patient.skinType()))
        .attribute("sex", patient.sex())
        .attribute("age", Integer.toString(age))
        .build();
  }

  /** A line of the manifest. */
  static String row(LesionRecord record, DiseaseTaxonomy taxonomy) {
    List<String> path = taxonomy.path(record.diagnosis());
    StringBuilder row = new StringBuilder(record.imageId());
    for (String name : path.subList(1, path.size())) {
      row.append(",\"").append(name).append('"');
    }
    row.append(',').append(record.lesionId().orElse(""));
    row.append(',').append(record.patientId().orElse(""));
    row.append(",dermoscopic,").append(LICENCE);
    for (String attribute : List.of("skin_type", "sex", "age")) {
      row.append(',').append(record.attribute(attribute).orElse(""));
    }
    return row.append('\n').toString();
  }

  private String imageId(int take) {
    return id + "_" + take;
  }
}
