package io.github.derm4j.spark;

import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.evaluation.InferenceLevels;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.InferenceMap;
import io.github.derm4j.taxonomy.TrainingClass;
import io.github.derm4j.taxonomy.TreeProbabilities;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;

/**
 * Classifies the images of a DataFrame, one row for each, with exactly the results of {@code derm
 * classify}.
 *
 * <pre>{@code
 * Dataset<Row> images = SparkClassification.images(spark, "hdfs:///isic/images");
 * SparkClassification.of(spark, "hdfs:///models/model.zip")
 *     .classify(images)
 *     .write().mode("overwrite").parquet("hdfs:///scores");
 * }</pre>
 *
 * <p>The columns of the result:
 *
 * <ul>
 *   <li>{@code path}: the path of the image;
 *   <li>{@code error}: the reason why an image has no result; otherwise null;
 *   <li>{@code top_class}, {@code top_probability}: the most probable training class, by id;
 *   <li>{@code probabilities}: the probabilities of the training classes, whose ids are in the
 *       column's metadata {@code classes}, which Parquet keeps;
 *   <li>{@code inference}: the probabilities of the inference classes, the deepest level of the
 *       tree that the training classes resolve and that has at most 16 classes; their names are in
 *       the column's metadata;
 *   <li>{@code node}: the most specific node of the tree whose probability is at least the
 *       {@linkplain #withNodeThreshold threshold}, by id;
 *   <li>{@code model_sha256}, {@code derm4j_version}: the model and the version that computed it.
 *       Times and executors are not recorded, so the same images and model give the same rows.
 * </ul>
 *
 * <p>Research software, not a medical device: the output is not a diagnosis.
 */
public final class SparkClassification {

  private static final double MORE_LIKELY_THAN_NOT = 0.5;

  /** The number of columns of the result, without path, error and provenance. */
  private static final int COLUMNS = 5;

  private final SharedModel model;
  private final double threshold;
  private final StructType schema;
  private final int sessions;

  private SparkClassification(
      SharedModel model, double threshold, StructType schema, int sessions) {
    this.model = model;
    this.threshold = threshold;
    this.schema = schema;
    this.sessions = sessions;
  }

  /**
   * Opens a classifier; the driver opens it too, because it needs the classes.
   *
   * @param spark the session
   * @param model the path of a {@code model.zip} or {@code model.onnx} on a Hadoop file system that
   *     the executors read
   * @return a classification
   * @throws IOException if the file is missing or is not a classifier
   */
  public static SparkClassification of(SparkSession spark, String model) throws IOException {
    SharedModel shared = SharedModel.of(HadoopSettings.of(spark), model);
    int sessions = Executors.tasks(spark);
    return new SparkClassification(
        shared, MORE_LIKELY_THAN_NOT, schema(shared.open(sessions, 1).partition()), sessions);
  }

  /**
   * Sets the minimum probability of the column {@code node}; 0.5 by default.
   *
   * @param probability in (0, 1]
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of range
   */
  public SparkClassification withNodeThreshold(double probability) {
    if (!(probability > 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "nodeThreshold = " + probability + ": must be above 0 and at most 1");
    }
    return new SparkClassification(model, probability, schema, sessions);
  }

  private static StructType schema(DiseasePartition partition) {
    List<String> classes = partition.classes().stream().map(TrainingClass::id).toList();
    List<String> labels =
        InferenceLevels.deepest(partition).map(InferenceMap::labels).orElse(List.of());
    return new StructType()
        .add("path", DataTypes.StringType, false)
        .add("error", DataTypes.StringType, true)
        .add("top_class", DataTypes.StringType, true)
        .add("top_probability", DataTypes.FloatType, true)
        .add(
            "probabilities",
            DataTypes.createArrayType(DataTypes.FloatType, false),
            true,
            names(classes))
        .add(
            "inference", DataTypes.createArrayType(DataTypes.FloatType, false), true, names(labels))
        .add("node", DataTypes.StringType, true)
        .add("model_sha256", DataTypes.StringType, false)
        .add("derm4j_version", DataTypes.StringType, false);
  }

  private static Metadata names(List<String> names) {
    return new MetadataBuilder().putStringArray("classes", names.toArray(String[]::new)).build();
  }

  /**
   * Lists the paths of the images below a folder, with a row for each. Spark's source {@code
   * binaryFile} skips empty files and ends a job at an unreadable one.
   *
   * @param spark the session
   * @param folder a folder on a Hadoop file system
   * @return the paths of all files with the extension of an image, in a column {@code path}
   * @throws IOException if the folder can't be listed or has no image
   */
  public static Dataset<Row> images(SparkSession spark, String folder) throws IOException {
    return Images.in(spark, folder, 0);
  }

  /**
   * Classifies images.
   *
   * @param images a table with a column {@code path} of paths on a Hadoop file system; an optional
   *     column {@code content}, as in the source {@code binaryFile} and in shards of {@code pack},
   *     is read instead of the file
   * @return a row for each
   * @throws IllegalArgumentException if the column is missing
   */
  public Dataset<Row> classify(Dataset<Row> images) {
    Task task = new Task(model, threshold, sessions);
    Dataset<Row> rows = Images.columns(images).mapPartitions(task, Encoders.row(schema));
    for (String column : List.of("probabilities", "inference")) { // The encoder loses them.
      rows = rows.withMetadata(column, schema.apply(column).metadata());
    }
    return rows;
  }

  /** The work on a partition. */
  private record Task(SharedModel model, double threshold, int sessions)
      implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<Row> images) {
      ImageClassifier classifier = model.open(sessions, 1);
      Optional<InferenceMap> level = InferenceLevels.deepest(classifier.partition());
      return Images.rows(
          images,
          model.settings(),
          COLUMNS,
          (path, bytes) -> {
            try (LesionImage image = ImageDecoder.decode(bytes, path)) {
              return answer(classifier, level, image);
            }
          },
          model.sha256(),
          Images.version());
    }

    private Object[] answer(
        ImageClassifier classifier, Optional<InferenceMap> level, LesionImage image) {
      DiseasePartition partition = classifier.partition();
      Classification said = classifier.classify(image);
      float[] probabilities = said.probabilities();
      Classification.Ranked top = said.top(1).get(0);
      return new Object[] {
        top.trainingClass().id(),
        (float) top.probability(),
        probabilities,
        level.map(map -> map.aggregate(probabilities)).orElse(new float[0]),
        TreeProbabilities.of(partition, probabilities).mostSpecific(threshold).id()
      };
    }
  }
}
