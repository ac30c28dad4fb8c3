import io.github.derm4j.spark.SparkClassification;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Classifies the images of a table of paths and labels, and counts which class each label gets:
 * arguments are the table (CSV with the columns {@code path} and {@code label}), the model and the
 * folder of the result. {@code examples/spark/run} compiles and submits it.
 *
 * <p>Research software: its output is not a diagnosis.
 */
public final class ClassifyTable {

  private ClassifyTable() {}

  public static void main(String[] args) throws Exception {
    try (SparkSession spark = SparkSession.builder().appName("classify table").getOrCreate()) {
      // Any DataFrame with a column path serves as well.
      Dataset<Row> table = spark.read().option("header", "true").csv(args[0]);

      // A row for each image: probabilities, or the reason why there are none.
      SparkClassification.of(spark, args[1])
          .classify(table)
          .write()
          .mode("overwrite")
          .parquet(args[2]);

      // The names of the classes, in the order of the probabilities, are metadata of the column.
      Dataset<Row> rows = spark.read().parquet(args[2]);
      String[] classes = rows.schema().apply("probabilities").metadata().getStringArray("classes");
      System.out.println("classes: " + List.of(classes));

      Dataset<Row> labelled = rows.join(table, "path");
      labelled.where("error is not null").select("path", "error").show(false);
      labelled
          .where("error is null")
          .groupBy("label")
          .pivot("top_class")
          .count()
          .orderBy("label")
          .show(false);
    }
  }
}
