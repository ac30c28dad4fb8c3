package io.github.derm4j.model.playground;

import com.google.common.primitives.Doubles;
import io.github.derm4j.data.synthetic.MelanocyticLesion;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Points with targets. A point has two to eight columns x1, x2, …, which the plane shows from −6 to
 * 6. Points of a file, and lesions, are scaled so that each column spans −5 to 5. Immutable.
 */
public final class PlaygroundPoints {

  private static final int LESIONS = 300;
  private static final int FEWEST = 10;
  private static final int MOST = 10_000;
  private static final int MOST_COLUMNS = 8;
  private static final int MOST_IMAGES = 2_000;
  private static final double SPAN = 5;
  private static final int IMAGE_WIDTH = 128;
  private static final int IMAGE_HEIGHT = 96;
  private static final List<String> LABELS = List.of("label", "target", "class", "diagnosis", "y");

  /** The points in the order of training. */
  private final double[][] points;

  private final double[] targets;
  private final List<Column> columns;
  private final List<String> classes;
  private final @Nullable IntFunction<byte[]> images;

  /** The index of each point before shuffling, which is that of its image. */
  private final int[] numbers;

  private PlaygroundPoints(
      double[][] points,
      double[] targets,
      List<Column> columns,
      List<String> classes,
      @Nullable IntFunction<byte[]> images,
      int[] numbers) {
    this.points = points;
    this.targets = targets;
    this.columns = List.copyOf(columns);
    this.classes = List.copyOf(classes);
    this.images = images;
    this.numbers = numbers;
  }

  /**
   * A column and its scale.
   *
   * @param name such as {@code asymmetry}
   * @param low the value at −5 in the plane
   * @param high the value at 5 in the plane
   */
  public record Column(String name, double low, double high) {

    private double scaled(double value) {
      return high > low ? SPAN * (2 * (value - low) / (high - low) - 1) : 0;
    }
  }

  /**
   * The training and test points.
   *
   * @param train the points for training
   * @param test the points for the test
   */
  public record Parts(PlaygroundPoints train, PlaygroundPoints test) {}

  /**
   * Draws the points of a data set.
   *
   * @param settings the data set, its noise and the seed
   * @return 500 points of a classification, 1,200 of a regression, 300 lesions; not shuffled
   * @throws IllegalArgumentException if the data set is {@link PlaygroundData#OWN}, which is read
   *     from a file instead
   */
  public static PlaygroundPoints of(PlaygroundSettings settings) {
    double noise = settings.noise() / 100.0;
    return switch (settings.data()) {
      case OWN ->
          throw new IllegalArgumentException(
              "data own: read the points of a file, by PlaygroundPoints.read");
      case LESIONS -> lesions(noise, settings.seed());
      default -> {
        PointGenerator drawn = new PointGenerator(noise, settings.seed()).draw(settings.data());
        yield new PlaygroundPoints(
            drawn.points().toArray(double[][]::new),
            drawn.targets(),
            List.of(new Column("x1", -SPAN, SPAN), new Column("x2", -SPAN, SPAN)),
            settings.problem() == Problem.CLASSIFICATION ? List.of("-1", "1") : List.of(),
            null,
            IntStream.range(0, drawn.points().size()).toArray());
      }
    };
  }

  private static PlaygroundPoints lesions(double noise, long seed) {
    List<MelanocyticLesion> lesions = MelanocyticLesion.list(seed, LESIONS);
    double[][] measures = new double[LESIONS][];
    double[] targets = new double[LESIONS];
    for (int i = 0; i < LESIONS; i++) {
      MelanocyticLesion lesion = lesions.get(i);
      measures[i] =
          new double[] {lesion.asymmetry(), lesion.border(), lesion.colour(), lesion.diameter()};
      targets[i] = lesion.isMelanoma() ? 1 : -1;
    }
    PlaygroundPoints points =
        scaled(
            List.of("asymmetry", "border", "colour", "diameter [mm]"),
            measures,
            targets,
            List.of("nevus", "melanoma"),
            i -> lesions.get(i).jpeg(IMAGE_WIDTH, IMAGE_HEIGHT));
    SplittableRandom random = new SplittableRandom(seed);
    for (double[] point : points.points) {
      for (int column = 0; column < point.length; column++) {
        point[column] += noise * SPAN * (2 * random.nextDouble() - 1);
      }
    }
    return points;
  }

  /**
   * Makes points from measurements, such as the first components of an image's features.
   *
   * @param names of the columns, from 2 to 8
   * @param values one row for each point, one value for each column
   * @param targets −1 or 1 for a classification; any numbers, which are scaled to −1 to 1, for a
   *     regression
   * @param classes the names of the targets −1 and 1; empty for a regression
   * @return the points, scaled
   * @throws IllegalArgumentException if there are fewer than 2 or more than 8 columns, fewer than
   *     10 or more than 10,000 points, a value that is not finite, different numbers of targets and
   *     points, or targets other than −1 and 1 for two classes
   */
  public static PlaygroundPoints of(
      List<String> names, double[][] values, double[] targets, List<String> classes) {
    return scaled(names, values, targets, classes, null);
  }

  /**
   * Makes points from images, by the first principal components of their features, as computed by
   * {@link io.github.derm4j.model.FeatureExtractor}.
   *
   * @param features one row for each image, from 10 to 2,000 rows
   * @param targets −1 or 1 for a classification; any numbers for a regression
   * @param classes the names of the targets −1 and 1; empty for a regression
   * @param components the number of components, from 2 to 8
   * @return the points, scaled
   * @throws IllegalArgumentException if a number is out of its range, the rows differ in length, or
   *     {@link #of(List, double[][], double[], List)} refuses the arguments
   */
  public static PlaygroundPoints ofFeatures(
      float[][] features, double[] targets, List<String> classes, int components) {
    check("components", components, 2, MOST_COLUMNS);
    check("images", features.length, FEWEST, MOST_IMAGES);
    if (Arrays.stream(features).anyMatch(row -> row.length != features[0].length)) {
      throw new IllegalArgumentException("the rows of features differ in length: must be equal");
    }
    List<String> names =
        IntStream.rangeClosed(1, components).mapToObj(number -> "component " + number).toList();
    return of(names, PrincipalComponents.scores(features, components), targets, classes);
  }

  /**
   * A copy with images for the points.
   *
   * @param images the JPEG or PNG file of a point, by its original index
   * @return the changed copy
   */
  public PlaygroundPoints withImages(IntFunction<byte[]> images) {
    return new PlaygroundPoints(points, targets, columns, classes, images, numbers);
  }

  private static PlaygroundPoints scaled(
      List<String> names,
      double[][] values,
      double[] targets,
      List<String> classes,
      @Nullable IntFunction<byte[]> images) {
    check("columns", names.size(), 2, MOST_COLUMNS);
    check("points", values.length, FEWEST, MOST);
    if (targets.length != values.length) {
      throw new IllegalArgumentException(
          targets.length + " targets for " + values.length + " points: must be as many");
    }
    List<Column> columns = new ArrayList<>();
    for (int column = 0; column < names.size(); column++) {
      columns.add(column(names.get(column), values, column));
    }
    double[][] points = new double[values.length][names.size()];
    for (int i = 0; i < values.length; i++) {
      for (int column = 0; column < names.size(); column++) {
        points[i][column] = columns.get(column).scaled(values[i][column]);
      }
    }
    return new PlaygroundPoints(
        points,
        checkedTargets(targets, classes),
        columns,
        classes,
        images,
        IntStream.range(0, points.length).toArray());
  }

  private static Column column(String name, double[][] values, int column) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] row : values) {
      if (!Double.isFinite(row[column])) {
        throw new IllegalArgumentException(
            "column '" + name + "' holds " + row[column] + ": must be finite");
      }
      low = Math.min(low, row[column]);
      high = Math.max(high, row[column]);
    }
    return new Column(name, low, high);
  }

  private static double[] checkedTargets(double[] targets, List<String> classes) {
    if (classes.isEmpty()) {
      double low = Doubles.min(targets);
      double high = Doubles.max(targets);
      if (!Double.isFinite(high - low)) {
        throw new IllegalArgumentException("a target is not finite: must be a number");
      }
      return Arrays.stream(targets)
          .map(target -> high > low ? 2 * (target - low) / (high - low) - 1 : 0)
          .toArray();
    }
    check("classes", classes.size(), 2, 2);
    for (double target : targets) {
      if (Math.abs(target) != 1) {
        throw new IllegalArgumentException("target " + target + ": must be -1 or 1");
      }
    }
    return targets.clone();
  }

  private static void check(String what, int count, int fewest, int most) {
    if (count < fewest || count > most) {
      throw new IllegalArgumentException(
          count
              + " "
              + what
              + ": must be "
              + (fewest == most ? fewest : "from " + fewest + " to " + most));
    }
  }

  /**
   * Reads a CSV file: two to eight columns of numbers and a column of labels, which is the one
   * named label, target, class, diagnosis or y, otherwise the last one. Other columns whose first
   * cell is a text are left out, as are columns of numbers after the eighth.
   *
   * @param file the table, with a header
   * @param problem a classification needs exactly two different labels, where the second one by
   *     number or alphabet is the positive class; a regression needs numbers, which are scaled to
   *     −1 to 1
   * @return the points, scaled
   * @throws IOException if the file can't be read or is not such a table
   */
  public static PlaygroundPoints read(Path file, Problem problem) throws IOException {
    return read(TableReader.standard().read(file), problem);
  }

  /**
   * Reads the content of a CSV file, see {@link #read(Path, Problem)}.
   *
   * @param csv the bytes of the file
   * @param name the checksum the name of the file, for messages
   * @param problem classification or regression
   * @return the points, scaled
   * @throws IOException if it is not such a table
   */
  public static PlaygroundPoints read(byte[] csv, String name, Problem problem) throws IOException {
    return read(TableReader.standard().read(csv, name), problem);
  }

  private static PlaygroundPoints read(Table table, Problem problem) throws IOException {
    try {
      return new PointTable(table, labelColumn(table.columns())).points(problem);
    } catch (IllegalArgumentException e) {
      throw new IOException("the table " + table.name() + ": " + e.getMessage(), e);
    }
  }

  private static int labelColumn(List<String> columns) {
    for (String label : LABELS) {
      for (int column = 0; column < columns.size(); column++) {
        if (columns.get(column).equalsIgnoreCase(label)) {
          return column;
        }
      }
    }
    return columns.size() - 1;
  }

  /**
   * Shuffles the points and divides them.
   *
   * @param trainShare the share of the training points, in percent
   * @param seed the seed of the order
   * @return both parts, each with at least one point
   * @throws IllegalArgumentException if the share is not between 0 and 100
   */
  public Parts shuffled(int trainShare, long seed) {
    if (trainShare <= 0 || trainShare >= 100) {
      throw new IllegalArgumentException(
          "trainShare " + trainShare + ": must be between 0 and 100");
    }
    int[] order = IntStream.range(0, size()).toArray();
    // A different random stream than that of the points.
    SplittableRandom random = new SplittableRandom(~seed);
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int place = order[i];
      order[i] = order[other];
      order[other] = place;
    }
    int train = Math.max(1, Math.min(size() - 1, size() * trainShare / 100));
    return new Parts(
        select(Arrays.copyOfRange(order, 0, train)),
        select(Arrays.copyOfRange(order, train, order.length)));
  }

  private PlaygroundPoints select(int[] places) {
    return new PlaygroundPoints(
        Arrays.stream(places).mapToObj(i -> points[i]).toArray(double[][]::new),
        Arrays.stream(places).mapToDouble(i -> targets[i]).toArray(),
        columns,
        classes,
        images,
        Arrays.stream(places).map(i -> numbers[i]).toArray());
  }

  /**
   * The number of points.
   *
   * @return at least 1
   */
  public int size() {
    return points.length;
  }

  /**
   * The columns.
   *
   * @return 2 to 8
   */
  public List<Column> columns() {
    return columns;
  }

  /**
   * The names of the targets −1 and 1.
   *
   * @return empty for a regression
   */
  public List<String> classes() {
    return classes;
  }

  /**
   * A coordinate of a point.
   *
   * @param i the index of the point
   * @param column the column, from 0
   * @return the coordinate, in units of the plane
   * @throws IndexOutOfBoundsException if there is no such point or column
   */
  public double value(int i, int column) {
    return points[i][column];
  }

  /**
   * The target of a point.
   *
   * @param i the index of the point
   * @return −1 or 1 for a classification, from about −1 to 1 for a regression
   * @throws IndexOutOfBoundsException if there is no such point
   */
  public double target(int i) {
    return targets[i];
  }

  /**
   * The image of a point.
   *
   * @param i the index of the point
   * @return a JPEG or PNG file; empty if these points are not images
   * @throws IndexOutOfBoundsException if there is no such point
   */
  public Optional<byte[]> image(int i) {
    int number = numbers[i];
    return images == null ? Optional.empty() : Optional.of(images.apply(number));
  }

  /**
   * Computes the inputs of a network.
   *
   * @param features the inputs to compute
   * @return an array of the shape [points, features]
   * @throws IllegalArgumentException if a feature needs a column that these points do not have
   */
  public INDArray inputs(List<InputFeature> features) {
    double[][] inputs = new double[size()][];
    for (int i = 0; i < size(); i++) {
      inputs[i] = inputs(features, points[i]);
    }
    return Nd4j.createFromArray(inputs);
  }

  static double[] inputs(List<InputFeature> features, double[] point) {
    for (InputFeature feature : features) {
      if (feature.columns() > point.length) {
        throw new IllegalArgumentException(
            "feature "
                + feature
                + ": needs "
                + feature.columns()
                + " columns, and the data have "
                + point.length);
      }
    }
    return features.stream().mapToDouble(feature -> feature.value(point)).toArray();
  }

  /**
   * The targets of the network.
   *
   * @return an array of the shape [points, 1]
   */
  public INDArray targets() {
    return Nd4j.createFromArray(targets).reshape(size(), 1);
  }

  @Override
  public String toString() {
    return size() + " points of " + columns.stream().map(Column::name).toList();
  }
}
