package io.github.derm4j.benchmarks.model;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.Modality;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.data.split.DatasetSplit;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.model.FrozenFeatures;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.SoftmaxHead;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.model.novelty.EnergyScore;
import io.github.derm4j.model.novelty.MahalanobisScore;
import io.github.derm4j.model.novelty.NeighbourScore;
import io.github.derm4j.model.novelty.NoveltyScore;
import io.github.derm4j.model.novelty.ProjectedScore;
import io.github.derm4j.model.training.HeadTrainer;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Which score of novelty tells images that are unlike the training images from test images? A head
 * is trained on dermoscopic images of MILK10k at 150 pixels; the scores are compared on clinical
 * images of the test lesions, photographs, blurred and cropped test images, and on each of
 * MILK10k's eleven classes, which is then left out of the training.
 *
 * <p>Arguments: the weights, the data set, a folder of photographs, and a folder for features.
 */
public final class NoveltyStudy {

  private static final int SIZE = 150;
  private static final long SEED = 1;
  private static final int MAX_CLASS_SIZE = 350;
  private static final int NEIGHBOURS = 10;

  /** For the Mahalanobis distances, which take long with all features. */
  private static final int DIMENSIONS = 256;

  private static final double SENSITIVITY = 0.95;

  private final KerasWeights weights;
  private final LesionDataset all;
  private final Path cache;

  private NoveltyStudy(KerasWeights weights, LesionDataset all, Path cache) {
    this.weights = weights;
    this.all = all;
    this.cache = cache;
  }

  /**
   * Prints the table.
   *
   * @param args the weights, the data set, a folder of photographs, and a folder for features
   * @throws IOException if a file can't be read
   */
  public static void main(String[] args) throws IOException {
    KerasWeights weights =
        KerasWeights.read(Path.of(args[0])).withNormalization(Normalization.ZERO_TO_ONE);
    try (LesionDataset all =
        DatasetReaders.named("milk10k").read(DatasetRequest.of(Path.of(args[1])))) {
      new NoveltyStudy(weights, all, Path.of(args[3])).run(Path.of(args[2]));
    }
  }

  private void run(Path photographs) throws IOException {
    LesionDataset dermoscopic = all.filter(record -> record.modality() == Modality.DERMOSCOPIC);
    DatasetSplit split = DatasetSplit.byFractions(dermoscopic, SEED, 0.7, 0.1, 0.2);
    System.out.println("| images | number | " + String.join(" | ", names()) + " |");
    System.out.println("|---|---|" + "---|".repeat(names().size()));
    Fitted fitted = fit(split.train(), split.validation());
    float[][] known = features(fitted.classifier, split.test());
    TreeSet<String> lesions = new TreeSet<>();
    split.test().forEach(record -> lesions.add(record.lesionId().orElseThrow()));
    List<LesionRecord> clinical =
        all.records().stream()
            .filter(record -> record.modality() != Modality.DERMOSCOPIC)
            .filter(record -> lesions.contains(record.lesionId().orElse("")))
            .toList();
    row(
        "clinical images of the test lesions",
        fitted,
        known,
        features(fitted.classifier, clinical));
    row("photographs that are not of skin", fitted, known, photographs(fitted, photographs));
    row("test images, blurred", fitted, known, changed(fitted, split, NoveltyStudy::blurred));
    row(
        "test images, a quarter of each side",
        fitted,
        known,
        changed(fitted, split, NoveltyStudy::cropped));
    TreeSet<String> classes = new TreeSet<>();
    dermoscopic.records().forEach(record -> classes.add(classOf(record)));
    for (String left : classes) {
      Fitted without = fit(without(split.train(), left), without(split.validation(), left));
      row(
          "held-out class " + left,
          without,
          features(without.classifier, without(split.test(), left)),
          features(
              without.classifier,
              split.test().stream().filter(record -> classOf(record).equals(left)).toList()));
    }
  }

  private static String classOf(LesionRecord record) {
    return record.attribute("class11").orElse("");
  }

  private static List<LesionRecord> without(List<LesionRecord> records, String left) {
    return records.stream().filter(record -> !classOf(record).equals(left)).toList();
  }

  private static List<String> names() {
    return List.of(
        "stored score", "10th neighbour", "Mahalanobis", "relative Mahalanobis", "energy");
  }

  /** A classifier and its scores, in the order of {@link #names()}. */
  private record Fitted(LesionClassifier classifier, List<NoveltyScore> scores) {}

  private Fitted fit(List<LesionRecord> train, List<LesionRecord> validation) throws IOException {
    DiseasePartition partition =
        DiseasePartitioner.withMaxClassSize(MAX_CLASS_SIZE).partition(all.counts(train));
    LesionClassifier classifier =
        HeadTrainer.builder(weights)
            .size(SIZE)
            .featureCache(cache)
            .build()
            .train(train, validation, all.images(), partition)
            .classifier();
    float[][] features = features(classifier, train);
    int[] classes =
        train.stream()
            .mapToInt(record -> partition.classOf(record.diagnosis()).orElseThrow())
            .toArray();
    SoftmaxHead head = classifier.head();
    return new Fitted(
        classifier,
        List.of(
            classifier.novelty().orElseThrow().score(),
            NeighbourScore.fit(features, NEIGHBOURS),
            ProjectedScore.fit(
                features, DIMENSIONS, SEED, rows -> MahalanobisScore.fit(rows, classes)),
            ProjectedScore.fit(
                features, DIMENSIONS, SEED, rows -> MahalanobisScore.fitRelative(rows, classes)),
            new EnergyScore(head.weights().toFloatMatrix(), head.bias().toFloatVector())));
  }

  private float[][] features(LesionClassifier classifier, List<LesionRecord> records)
      throws IOException {
    Map<String, float[]> found =
        new FrozenFeatures(classifier.extractor(), weights.md5(), cache, true)
            .find(records, all.images(), ProgressListener.NONE, () -> true)
            .features();
    return records.stream()
        .map(record -> Objects.requireNonNull(found.get(record.imageId())))
        .toArray(float[][]::new);
  }

  private static float[][] photographs(Fitted fitted, Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files =
          walk.filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".jpg"))
              .sorted()
              .toList();
    }
    List<float[]> rows = new ArrayList<>();
    for (Path file : files) {
      try (LesionImage image = ImageDecoder.decode(Files.readAllBytes(file), file.toString())) {
        rows.add(fitted.classifier.features(List.of(image))[0]);
      }
    }
    return rows.toArray(float[][]::new);
  }

  private static float[][] changed(
      Fitted fitted, DatasetSplit split, UnaryOperator<BufferedImage> change) throws IOException {
    ImageSource images = split.images();
    List<float[]> rows = new ArrayList<>();
    for (LesionRecord record : split.test()) {
      try (LesionImage image =
              ImageDecoder.decode(images.read(record.imageName()), record.imageName());
          LesionImage other = LesionImage.of(change.apply(image.toBufferedImage()))) {
        rows.add(fitted.classifier.features(List.of(other))[0]);
      }
    }
    return rows.toArray(float[][]::new);
  }

  /** The mean of 9 × 9 pixels of 160 × 120. */
  private static BufferedImage blurred(BufferedImage image) {
    int side = 9;
    float[] mean = new float[side * side];
    Arrays.fill(mean, 1f / mean.length);
    return rgb(
        new ConvolveOp(new Kernel(side, side, mean), ConvolveOp.EDGE_NO_OP, null)
            .filter(rgb(image, image.getWidth(), image.getHeight()), null),
        image.getWidth(),
        image.getHeight());
  }

  /** The upper left quarter of each side, which is mostly skin around the lesion. */
  private static BufferedImage cropped(BufferedImage image) {
    return rgb(
        image.getSubimage(0, 0, image.getWidth() / 4, image.getHeight() / 4),
        image.getWidth(),
        image.getHeight());
  }

  private static BufferedImage rgb(BufferedImage image, int width, int height) {
    BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = copy.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return copy;
  }

  private static void row(String what, Fitted fitted, float[][] known, float[][] novel) {
    Map<String, String> cells = new LinkedHashMap<>();
    for (int s = 0; s < fitted.scores.size(); s++) {
      NoveltyScore score = fitted.scores.get(s);
      double[] scores =
          Stream.concat(Arrays.stream(known), Arrays.stream(novel))
              .parallel()
              // The known images are positive, as in the literature: a low score is like them.
              .mapToDouble(row -> -score.of(row))
              .toArray();
      boolean[] positive = new boolean[scores.length];
      Arrays.fill(positive, 0, known.length, true);
      RocCurve curve = RocCurve.of(BinaryScores.of(scores, positive));
      cells.put(
          names().get(s),
          String.format(
              Locale.ROOT,
              "%.3f, %.1f %%",
              curve.auc(),
              100 * (1 - curve.atSensitivity(SENSITIVITY).specificity())));
    }
    System.out.println(
        "| " + what + " | " + novel.length + " | " + String.join(" | ", cells.values()) + " |");
  }
}
