package io.github.derm4j.spark;

import io.github.derm4j.data.ImageFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Rows of images: a path, and the bytes of the file if available. */
final class Images {

  private static final int FILES_OF_A_TASK = 256;

  private Images() {}

  /** The computation for an image. */
  @FunctionalInterface
  interface Answer {

    /**
     * Computes some columns.
     *
     * @throws IOException if the image is damaged
     */
    Object[] values(String path, byte[] bytes) throws IOException;
  }

  /** Thrown for an image with only the first columns known. */
  static final class Damaged extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Object[] known;

    Damaged(String message, Object... known) {
      super(message);
      this.known = known;
    }
  }

  /**
   * Lists the images below a folder, with a row for each. Spark's source {@code binaryFile} is not
   * used, because it skips empty files and ends the job at an unreadable one.
   *
   * @param partitions the number of partitions; 0 for a number that gives each task some hundred
   *     files
   */
  static Dataset<Row> in(SparkSession spark, String folder, int partitions) throws IOException {
    HadoopSettings settings = HadoopSettings.of(spark);
    Path root = settings.path(folder);
    List<String> paths = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> files = settings.fileSystem(root).listFiles(root, true);
    while (files.hasNext()) {
      Path file = files.next().getPath();
      if (ImageFormat.hasEnding(file.getName())) {
        paths.add(file.toString());
      }
    }
    if (paths.isEmpty()) {
      throw new IOException(root + " contains no image; supported formats: " + ImageFormat.names());
    }
    Collections.sort(paths);
    int tasks = Math.max(spark.sparkContext().defaultParallelism(), paths.size() / FILES_OF_A_TASK);
    return spark
        .createDataset(paths, Encoders.STRING())
        .toDF("path")
        .repartition(partitions > 0 ? partitions : Math.min(tasks, paths.size()));
  }

  /** The columns {@code path} and {@code content}; a content that is null is read by its path. */
  static Dataset<Row> columns(Dataset<Row> images) {
    List<String> columns = Arrays.asList(images.columns());
    if (!columns.contains("path")) {
      throw new IllegalArgumentException(
          "the DataFrame has no column 'path' but " + columns + "; rename a column");
    }
    return columns.contains("content")
        ? images.select("path", "content")
        : images.select(
            functions.col("path"), functions.lit(null).cast(DataTypes.BinaryType).as("content"));
  }

  /**
   * A row for each image, computed on demand: the path, the error or null, the columns of the
   * result, and the provenance.
   */
  static Iterator<Row> rows(
      Iterator<Row> images, HadoopSettings settings, int columns, Answer answer, String... made) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return images.hasNext();
      }

      @Override
      public Row next() {
        Row image = images.next();
        String path = image.getString(0);
        List<@Nullable Object> values = new ArrayList<>(List.of(path));
        try {
          byte[] bytes = (byte[]) image.get(1);
          Object[] answers = answer.values(path, bytes == null ? settings.read(path) : bytes);
          values.add(null);
          Collections.addAll(values, answers);
        } catch (IOException | RuntimeException failed) {
          values.add(reason(failed));
          Object[] known = failed instanceof Damaged damaged ? damaged.known : new Object[0];
          Collections.addAll(values, Arrays.copyOf(known, columns));
        }
        Collections.addAll(values, made);
        return RowFactory.create(values.toArray());
      }
    };
  }

  private static String reason(Exception failed) {
    String message = failed.getMessage();
    return message == null ? failed.toString() : message;
  }

  /** The version of this library from its jar. */
  static String version() {
    String version = Images.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
