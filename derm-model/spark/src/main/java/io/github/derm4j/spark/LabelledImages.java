package io.github.derm4j.spark;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Images with labels from a DataFrame, for {@link DistributedFineTuner}.
 *
 * @param records the images in the order of their names
 * @param taxonomy the tree of the labels
 */
public record LabelledImages(List<LesionRecord> records, DiseaseTaxonomy taxonomy) {

  private static final String ROOT = "skin lesion";

  /**
   * Copies the list.
   *
   * @param records the images
   * @param taxonomy the tree of the labels
   */
  public LabelledImages {
    records = List.copyOf(records);
  }

  /**
   * Collects a table on the driver; a million rows take about 200 MB there.
   *
   * @param table with the columns {@code image} (the path within the folder of the images) and
   *     {@code diagnosis} (a name, or a path in a tree such as {@code malignant/melanoma}), and
   *     optionally {@code lesion} and {@code patient}, by which a split keeps images together
   * @return the images
   * @throws IllegalArgumentException if a column is missing or a label is empty
   */
  public static LabelledImages of(Dataset<Row> table) {
    List<String> columns = Arrays.asList(table.columns());
    for (String needed : List.of("image", "diagnosis")) {
      if (!columns.contains(needed)) {
        throw new IllegalArgumentException(
            "the table has no column '" + needed + "' but " + columns + "; rename a column");
      }
    }
    List<Row> rows = table.orderBy("image").collectAsList();
    TreeSet<String> labels = new TreeSet<>();
    for (Row row : rows) {
      text(row, "diagnosis").ifPresent(labels::add);
    }
    List<List<String>> paths = new ArrayList<>();
    for (String label : labels) {
      paths.add(path(label));
    }
    DiseaseTaxonomy taxonomy = DiseaseTaxonomy.fromPaths(paths);
    List<LesionRecord> records = new ArrayList<>();
    for (Row row : rows) {
      String image = text(row, "image").orElse("");
      String diagnosis =
          text(row, "diagnosis")
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "image '" + image + "' has no diagnosis; leave it out of the table"));
      LesionRecord.Builder record =
          LesionRecord.builder(image, image, taxonomy.findPath(path(diagnosis)).orElseThrow())
              .source("table");
      if (columns.contains("lesion")) {
        text(row, "lesion").ifPresent(record::lesionId);
      }
      if (columns.contains("patient")) {
        text(row, "patient").ifPresent(record::patientId);
      }
      records.add(record.build());
    }
    return new LabelledImages(records, taxonomy);
  }

  private static List<String> path(String label) {
    List<String> path = new ArrayList<>(List.of(ROOT));
    path.addAll(Arrays.asList(label.split("/", -1)));
    return path;
  }

  private static Optional<String> text(Row row, String column) {
    Object value = row.getAs(column);
    return Optional.ofNullable(value).map(Object::toString).filter(text -> !text.isBlank());
  }
}
