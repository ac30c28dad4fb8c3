package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.Names;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code predictions.csv}: the probabilities of the training classes for images with
 * known diagnoses, as written by {@link Evaluation#writePredictions} or any other program.
 *
 * <p>A row is an image. Its columns are {@code image} (or {@code image_id}, {@code isic_id}),
 * {@code lesion} ({@code lesion_id}) and {@code patient} ({@code patient_id}) if known, {@code
 * label} ({@code diagnosis}, {@code dx}), columns of groups such as {@code sex}, and a probability
 * for each training class; the probabilities of a row sum to 1. Names of classes and labels may be
 * paths, {@code malignant > melanoma}: a task or a label may then name any node of the tree that
 * they form.
 *
 * @param partition the training classes, in the order of their columns
 * @param predictions the images with a label and their probabilities; those without a label are
 *     skipped with the reason
 */
public record PredictionTable(DiseasePartition partition, Predictions predictions) {

  private static final List<String> IMAGE = List.of("image", "image_id", "isic_id");
  private static final List<String> LESION = List.of("lesion", "lesion_id");
  private static final List<String> PATIENT = List.of("patient", "patient_id");
  private static final List<String> LABEL = List.of("label", "diagnosis", "dx");
  private static final String ROOT = "all diagnoses";
  private static final String SEPARATOR = " > ";
  private static final String OWN = "#own";
  private static final double TOLERANCE = 0.01;

  /**
   * Reads a table whose labels and classes are names or paths, which form the tree.
   *
   * @param file the table, in any dialect that {@link TableReader} supports
   * @param groups the columns that are attributes of an image rather than classes, such as {@code
   *     sex}
   * @return the table
   * @throws IOException if the file can't be read, or is not such a table; the message names the
   *     line
   */
  public static PredictionTable read(Path file, String... groups) throws IOException {
    Table table = TableReader.standard().read(file);
    Set<List<String>> paths = new LinkedHashSet<>();
    for (String id : classes(table, groups)) {
      paths.add(path(id.endsWith(OWN) ? id.substring(0, id.length() - OWN.length()) : id));
    }
    String label = table.requireOneOf(LABEL.toArray(String[]::new));
    for (TableRow row : table.rows()) {
      if (!Missing.LABEL.matches(row.get(label))) {
        paths.add(path(row.get(label)));
      }
    }
    return of(table, DiseaseTaxonomy.fromPaths(paths, ROOT), groups);
  }

  /**
   * Reads a table whose labels and classes are ids of nodes of a tree.
   *
   * @param file the table
   * @param tree the tree
   * @param groups the columns that are attributes of an image rather than classes
   * @return the table
   * @throws IOException if the file can't be read, or is not such a table; the message names the
   *     line
   */
  public static PredictionTable read(Path file, DiseaseTaxonomy tree, String... groups)
      throws IOException {
    return of(TableReader.standard().read(file), tree, groups);
  }

  /** Ids of lesions and patients that differ only in case or spaces are one. */
  private static String firstSpelling(String id, Map<String, String> spellings) {
    return spellings.computeIfAbsent(Names.key(id), any -> id);
  }

  private static PredictionTable of(Table table, DiseaseTaxonomy tree, String... groups)
      throws IOException {
    List<String> ids = classes(table, groups);
    String image = table.requireOneOf(IMAGE.toArray(String[]::new));
    String label = table.requireOneOf(LABEL.toArray(String[]::new));
    Optional<String> lesion = LESION.stream().filter(table::has).findFirst();
    Optional<String> patient = PATIENT.stream().filter(table::has).findFirst();
    List<LesionRecord> records = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    List<SkippedImage> skipped = new ArrayList<>();
    Map<String, Long> lines = new HashMap<>();
    Map<String, String> spellings = new HashMap<>();
    for (TableRow row : table.rows()) {
      String id = row.get(image);
      Long before = lines.put(Names.id(id), row.line());
      if (before != null) {
        throw error(table, row, "image '" + id + "' is in line " + before + " already");
      }
      if (Missing.LABEL.matches(row.get(label))) {
        skipped.add(new SkippedImage(id, "has no " + label));
        continue;
      }
      DiseaseNode diagnosis = node(tree, row.get(label));
      if (diagnosis == null) {
        throw error(table, row, label + " '" + row.get(label) + "' is not in the tree");
      }
      LesionRecord.Builder record = LesionRecord.builder(id, id, diagnosis);
      if (lesion.isPresent()) {
        record.lesionId(firstSpelling(row.get(lesion.get()), spellings));
      }
      if (patient.isPresent()) {
        record.patientId(firstSpelling(row.get(patient.get()), spellings));
      }
      for (String group : groups) {
        record.attribute(group, row.get(group));
      }
      records.add(record.build());
      rows.add(probabilities(table, row, ids));
    }
    DiseasePartition partition;
    try {
      partition = DiseasePartition.ofClasses(tree, ids);
    } catch (IllegalArgumentException noClasses) {
      throw new IOException(
          table.name()
              + ": "
              + noClasses.getMessage()
              + "; every column must be image, lesion, patient, label, a named group or a class");
    }
    return new PredictionTable(
        partition, new Predictions(records, rows.toArray(float[][]::new), skipped));
  }

  private static float[] probabilities(Table table, TableRow row, List<String> ids)
      throws IOException {
    float[] probabilities = new float[ids.size()];
    double sum = 0;
    for (int k = 0; k < probabilities.length; k++) {
      double p = row.number(ids.get(k));
      if (!(p >= 0 && p <= 1)) {
        throw error(
            table,
            row,
            ids.get(k)
                + " is "
                + p
                + ", which is not a probability; if the column is a group, list it as a group");
      }
      probabilities[k] = (float) p;
      sum += p;
    }
    if (Math.abs(sum - 1) > TOLERANCE) {
      throw error(
          table,
          row,
          String.format(
              Locale.ROOT,
              "the probabilities of %s sum to %.3f, not to 1; list the columns that are not classes"
                  + " as groups",
              ids,
              sum));
    }
    return probabilities;
  }

  private static IOException error(Table table, TableRow row, String what) {
    return new IOException(table.name() + ", line " + row.line() + ": " + what);
  }

  private static @Nullable DiseaseNode node(DiseaseTaxonomy tree, String label) {
    return tree.find(label).or(() -> tree.findPath(path(label))).orElse(null);
  }

  private static List<String> classes(Table table, String... groups) throws IOException {
    table.require(groups);
    Set<String> others = new LinkedHashSet<>(Arrays.asList(groups));
    for (List<String> names : List.of(IMAGE, LESION, PATIENT, LABEL)) {
      names.stream().filter(table::has).findFirst().ifPresent(others::add);
    }
    return table.columns().stream().filter(column -> !others.contains(column)).toList();
  }

  private static List<String> path(String id) {
    return Arrays.asList(id.split(SEPARATOR, -1));
  }

  /**
   * Keeps the rows of some images.
   *
   * @param kept the condition for an image to be kept
   * @return a smaller table
   */
  public PredictionTable where(Predicate<LesionRecord> kept) {
    List<LesionRecord> records = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < predictions.records().size(); i++) {
      if (kept.test(predictions.records().get(i))) {
        records.add(predictions.records().get(i));
        rows.add(predictions.probabilities()[i]);
      }
    }
    return new PredictionTable(
        partition, new Predictions(records, rows.toArray(float[][]::new), List.of()));
  }

  /**
   * Returns one half of the patients, or of the lesions if patients are unknown. If there is no
   * validation part, one half serves to choose a threshold and the other to test it.
   *
   * @param half 0 or 1; patients are assigned to the halves in turn, in order of first appearance
   * @return the half's images
   * @throws IndexOutOfBoundsException if there is no such half
   */
  public PredictionTable half(int half) {
    Objects.checkIndex(half, 2);
    Map<String, Integer> units = new LinkedHashMap<>();
    predictions.records().forEach(record -> units.putIfAbsent(unit(record), units.size()));
    return where(record -> units.getOrDefault(unit(record), 0) % 2 == half);
  }

  private static String unit(LesionRecord record) {
    return record.patientId().map(id -> "patient " + id).orElse("lesion " + Lesions.idOf(record));
  }
}
