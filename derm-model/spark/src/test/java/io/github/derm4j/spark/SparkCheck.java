package io.github.derm4j.spark;

import com.google.common.hash.Hashing;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.data.image.ColourJitter;
import io.github.derm4j.data.image.HorizontalFlip;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.PerceptualHash;
import io.github.derm4j.data.image.RandomResizedCrop;
import io.github.derm4j.data.split.Components;
import io.github.derm4j.data.split.DatasetSplit;
import io.github.derm4j.data.split.Fingerprints;
import io.github.derm4j.data.split.GroupedFolds;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.data.split.HashIndex;
import io.github.derm4j.data.split.SimilarityGraph;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.FrozenFeatures;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.RecalibrationMethod;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.model.evaluation.SplitCsv;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.inception.InceptionBlock;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.model.onnx.OnnxExport;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import io.github.derm4j.model.training.Balance;
import io.github.derm4j.model.training.ClassWeights;
import io.github.derm4j.model.training.EarlyStopping;
import io.github.derm4j.model.training.HeadTrainer;
import io.github.derm4j.model.training.LearningRateSchedule;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.model.training.Optimization;
import io.github.derm4j.taxonomy.BinaryTask;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.HierarchicalCost;
import io.github.derm4j.taxonomy.TrainingClass;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What {@code .ci/spark} compares a cluster with: the same work in this JVM, without Spark. Not a
 * unit test: the script calls its main method.
 */
final class SparkCheck {

  static final int DAMAGED = 4;

  /** Entries of a bundle, and facts of its provenance, in which ranks and accumulation differ. */
  static final Set<String> MAY_DIFFER =
      Set.of("classifier.json", "classifier.sha256", "accumulation", "ranks");

  private SparkCheck() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "data" -> data(Path.of(args[1]), Integer.parseInt(args[2]));
      case "train" -> train(Path.of(args[1]), Integer.parseInt(args[2]), Path.of(args[3]));
      case "same" -> same(Path.of(args[1]), Path.of(args[2]));
      case "scores" -> scores(Path.of(args[1]), Path.of(args[2]), args[3]);
      case "features" -> features(Path.of(args[1]), Path.of(args[2]), args[3]);
      case "audit" -> audit(Path.of(args[1]), args[2]);
      case "table" -> table(Path.of(args[1]));
      case "train-options" ->
          trainWithOptions(Path.of(args[1]), Integer.parseInt(args[2]), Path.of(args[3]));
      case "train-table" ->
          trainOnTable(Path.of(args[1]), Integer.parseInt(args[2]), Path.of(args[3]));
      case "copy" -> copy(args[1], args[2]);
      case "onnx" -> OnnxExport.write(LesionClassifier.load(Path.of(args[1])), Path.of(args[2]));
      case "evaluate" -> evaluate(Path.of(args[1]), Path.of(args[2]), args[3]);
      case "head" -> head(Path.of(args[1]), Path.of(args[2]), Path.of(args[3]));
      case "cost" -> MeasuredCost.read(Path.of(args[1])).writeTo(Path.of(args[2]));
      case "exchange" -> exchange(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      case "hashes" -> hashes(Integer.parseInt(args[1]));
      case "planted" -> planted(Integer.parseInt(args[1]));
      case "guide" -> guide(args[1], args[2], args[3]);
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.exit(0);
  }

  /** Images with labels, and among copies of them some that are damaged. */
  private static void data(Path folder, int lesions) throws IOException {
    SyntheticLesions.of(1).withLesions(lesions).withSize(100, 80).writeTo(folder.resolve("set"));
    Path mixed = Files.createDirectories(folder.resolve("mixed"));
    try (var images = Files.list(folder.resolve("set/img"))) {
      for (Path image : images.sorted().toList()) {
        Files.copy(image, mixed.resolve(image.getFileName()));
      }
    }
    Path first;
    try (var images = Files.list(mixed)) {
      first = images.sorted().findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(first);
    Files.write(mixed.resolve("copy.jpg"), whole);
    BufferedImage image = ImageIO.read(first.toFile());
    BufferedImage turned = new BufferedImage(80, 100, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        turned.setRGB(y, x, image.getRGB(x, y));
      }
    }
    ImageIO.write(turned, "png", mixed.resolve("turned.png").toFile());
    Files.write(mixed.resolve("cut.jpg"), Arrays.copyOf(whole, whole.length / 3));
    Files.write(mixed.resolve("empty.jpg"), new byte[0]);
    Files.writeString(mixed.resolve("text.jpg"), "not an image");
    Files.writeString(mixed.resolve("text2.jpg"), "not an image");
  }

  /** As fine-tune does with the options of the script, with accumulation in place of ranks. */
  private static void train(Path folder, int accumulation, Path out) throws IOException {
    try (LesionDataset dataset =
        DatasetReaders.named("csv").read(DatasetRequest.of(folder.resolve("set")))) {
      GroupedSplit split =
          GroupedSplit.byFractions(dataset.records(), 1, 1 - 0.2 - 0.25, 0.2, 0.25);
      train(split, dataset.taxonomy(), dataset.images(), accumulation, out);
    }
  }

  /** As fine-tune does with a table of labels and a table of folds. */
  private static void trainOnTable(Path folder, int accumulation, Path out) throws IOException {
    LabelledImages labelled;
    try (SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate()) {
      labelled =
          LabelledImages.of(
              spark.read().option("header", "true").csv(folder.resolve("labels.csv").toString()));
    }
    try (ImageSource images = ImageSource.open(folder.resolve("set/img"))) {
      train(
          SplitCsv.readFold(folder.resolve("folds.csv"), labelled.records(), 1),
          labelled.taxonomy(),
          images,
          accumulation,
          out);
    }
  }

  private static void train(
      GroupedSplit split, DiseaseTaxonomy taxonomy, ImageSource images, int accumulation, Path out)
      throws IOException {
    DiseasePartition classes = classes(split, taxonomy);
    int batches = (split.train().size() + 3) / 4;
    if (batches % accumulation == 0) {
      throw new IllegalStateException(batches + " batches: the last step would not be short");
    }
    write(
        builder()
            .optimization(
                Optimization.paper()
                    .withAccumulation(accumulation)
                    .withWeightDecay(1e-4)
                    .withMaxGradientNorm(2))
            .build(),
        split,
        images,
        classes,
        RecalibrationMethod.TEMPERATURE,
        out);
  }

  /** As fine-tune does with the options of the stage "options". */
  private static void trainWithOptions(Path folder, int accumulation, Path out) throws IOException {
    try (LesionDataset dataset =
        DatasetReaders.named("csv").read(DatasetRequest.of(folder.resolve("set")))) {
      GroupedSplit split =
          GroupedSplit.byFractions(dataset.records(), 1, 1 - 0.2 - 0.25, 0.2, 0.25);
      DiseasePartition classes = classes(split, dataset.taxonomy());
      BinaryTask task =
          TaskDefinition.first(
              TaskDefinition.knownIn(dataset.taxonomy()), classes, dataset.counts());
      write(
          builder()
              .optimization(
                  Optimization.paper()
                      .withAccumulation(accumulation)
                      .withWeightDecay(1e-4)
                      .withMaxGradientNorm(2)
                      .withSchedule(LearningRateSchedule.cosine(0.2, 2))
                      .withClassWeights(ClassWeights.BALANCED)
                      .withLayerDecay(0.9))
              .targets(HierarchicalCost.COMMON_ANCESTOR_HEIGHT, 2)
              .trainFrom(InceptionBlock.MIXED3)
              .earlyStopping(EarlyStopping.onAuc(task, 1))
              .balance(Balance.WEIGHTED)
              .augmentation(
                  new ColourJitter(
                      new HorizontalFlip(new RandomResizedCrop(75, 0.5)), 0.2, 0.2, 0.2))
              .pipeline(pipeline -> pipeline.mixup(0.2))
              .build(),
          split,
          dataset.images(),
          classes,
          RecalibrationMethod.BETA,
          out);
    }
  }

  private static NetworkTrainer.Builder builder() {
    return NetworkTrainer.builder()
        .size(75)
        .width(0.0625)
        .batch(4)
        .epochs(2)
        .learningRate(0.002)
        .dropoutKeep(0.8)
        .weightAverage(0.9)
        .seed(1);
  }

  private static DiseasePartition classes(GroupedSplit split, DiseaseTaxonomy taxonomy) {
    return DiseasePartitioner.withMaxClassSize(12)
        .partition(
            DiseaseCounts.ofLabels(
                taxonomy, split.train().stream().map(LesionRecord::diagnosis).toList()));
  }

  /** Trains, and adds the recalibration that an evaluation on one machine stores. */
  private static void write(
      NetworkTrainer trainer,
      GroupedSplit split,
      ImageSource images,
      DiseasePartition classes,
      RecalibrationMethod method,
      Path out)
      throws IOException {
    LesionClassifier trained =
        trainer.train(split.train(), split.validation(), images, classes).classifier();
    Optional<Recalibration> fitted =
        Evaluator.of(trained)
            .withOverlapAllowed()
            .withRecalibration(method)
            .withValidation(split.validation(), images)
            .evaluate(
                split.test().stream()
                    .filter(record -> classes.classOf(record.diagnosis()).isPresent())
                    .toList(),
                images)
            .addTo(trained)
            .recalibration(); // Too few images may allow none.
    fitted.map(trained::withRecalibration).orElse(trained).write(out);
  }

  /** Labels and folds of the images, as tables. */
  private static void table(Path folder) throws IOException {
    try (LesionDataset dataset =
        DatasetReaders.named("csv").read(DatasetRequest.of(folder.resolve("set")))) {
      StringBuilder labels = new StringBuilder("image,diagnosis,lesion\n");
      StringBuilder folds = new StringBuilder("image,component,fold\n");
      GroupedFolds split = GroupedFolds.of(dataset.records(), 1, 4);
      List<LesionRecord> records = split.components().records();
      for (int i = 0; i < records.size(); i++) {
        LesionRecord record = records.get(i);
        String name = file(record.imageName());
        labels.append(
            String.join(",", name, record.diagnosis().name(), record.lesionId().orElse("") + "\n"));
        folds.append(name + "," + split.components().componentOf(i) + "," + split.foldOf(i) + "\n");
      }
      Files.writeString(folder.resolve("labels.csv"), labels);
      Files.writeString(folder.resolve("folds.csv"), folds);
    }
  }

  /** From one file system to another, a file or a folder. */
  private static void copy(String from, String to) throws IOException {
    Configuration configuration = new Configuration();
    org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(from);
    org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(to);
    FileUtil.copy(
        source.getFileSystem(configuration),
        source,
        target.getFileSystem(configuration),
        target,
        false,
        true,
        configuration);
  }

  /** Scores from Parquet give the evaluation of one JVM. */
  private static void evaluate(Path model, Path set, String scores) throws IOException {
    LesionClassifier classifier = LesionClassifier.load(model);
    try (LesionDataset dataset = DatasetReaders.named("csv").read(DatasetRequest.of(set));
        SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate()) {
      List<LesionRecord> records =
          dataset.records().stream()
              .filter(record -> classifier.partition().classOf(record.diagnosis()).isPresent())
              .toList();
      Evaluator evaluator = Evaluator.of(classifier).withOverlapAllowed();
      Evaluation expected = evaluator.evaluate(records, dataset.images());
      Predictions predictions = SparkStudy.predictions(spark.read().parquet(scores), records);
      Evaluation found = evaluator.evaluate(predictions);
      // One machine computes images in batches, which changes the last bits.
      Predictions alone =
          classifier.probabilities(records, dataset.images(), ProgressListener.NONE);
      double furthest = 0;
      for (int i = 0; i < records.size(); i++) {
        for (int k = 0; k < alone.probabilities()[i].length; k++) {
          furthest =
              Math.max(
                  furthest,
                  Math.abs(alone.probabilities()[i][k] - predictions.probabilities()[i][k]));
        }
      }
      System.out.println(found + " from Parquet");
      System.out.println(expected + " by one JVM, probabilities within " + furthest);
      if (furthest > 1e-5 || !found.toString().equals(expected.toString())) {
        throw new IllegalStateException("another evaluation");
      }
    }
  }

  /**
   * A head on features of the cluster has the bits of a head on features that this JVM computes for
   * one image after the other, as the cluster does.
   */
  private static void head(Path weights, Path folder, Path cache) throws IOException {
    try (LesionDataset dataset =
        DatasetReaders.named("csv").read(DatasetRequest.of(folder.resolve("set")))) {
      GroupedSplit split =
          GroupedSplit.byFractions(dataset.records(), 1, 1 - 0.2 - 0.25, 0.2, 0.25);
      DatasetSplit parts = new DatasetSplit(dataset, split);
      DiseasePartition classes = classes(split, dataset.taxonomy());
      KerasWeights read = KerasWeights.read(weights);
      FeatureExtractor extractor = FeatureExtractor.of(read, 75);
      Path own = Files.createTempDirectory(folder, "cache");
      List<Map.Entry<String, float[]>> features = new ArrayList<>();
      for (LesionRecord record : dataset.records()) {
        byte[] bytes = dataset.images().read(record.imageName());
        try (LesionImage image = ImageDecoder.decode(bytes, record.imageName())) {
          features.add(
              Map.entry(
                  Hashing.sha256().hashBytes(bytes).toString(),
                  extractor.features(List.of(image)).toFloatVector()));
        }
      }
      new FrozenFeatures(extractor, read.md5(), own, false).add(features.iterator());
      long bytes = size(cache);
      HeadTrainer.Builder trainer = HeadTrainer.builder(read).size(75);
      LesionClassifier inBatches = trainer.build().train(parts, classes).classifier();
      LesionClassifier alone = trainer.featureCache(own).build().train(parts, classes).classifier();
      LesionClassifier together =
          trainer.featureCache(cache).build().train(parts, classes).classifier();
      if (bytes < 4L * 2048 * dataset.records().size() || size(cache) != bytes) {
        throw new IllegalStateException(
            "the driver computed features: " + bytes + " bytes became " + size(cache));
      }
      double furthest = 0;
      for (LesionRecord record : split.test()) {
        try (LesionImage image =
            ImageDecoder.decode(dataset.images().read(record.imageName()), record.imageName())) {
          float[] expected = alone.classify(image).probabilities();
          float[] found = together.classify(image).probabilities();
          if (!Arrays.equals(expected, found)) {
            throw new IllegalStateException(
                Arrays.toString(expected) + " and " + Arrays.toString(found));
          }
          float[] batched = inBatches.classify(image).probabilities();
          for (int i = 0; i < found.length; i++) {
            furthest = Math.max(furthest, Math.abs(batched[i] - found[i]));
          }
        }
      }
      System.out.println(
          "a head on features of the cluster has the bits of one JVM; probabilities within "
              + furthest
              + " of a head on features that were computed in batches");
      if (furthest > 0.01) {
        throw new IllegalStateException("another head");
      }
    }
  }

  private static long size(Path folder) throws IOException {
    long bytes = 0;
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  /** Two bundles may differ in provenance alone. */
  private static void same(Path first, Path second) throws IOException {
    Map<String, byte[]> a = entries(first);
    Map<String, byte[]> b = entries(second);
    Set<String> different = new TreeSet<>(a.keySet());
    different.addAll(b.keySet());
    different.removeIf(name -> Arrays.equals(a.get(name), b.get(name)));
    Map<String, String> factsOfA = LesionClassifier.load(first).provenance().facts();
    Map<String, String> factsOfB = LesionClassifier.load(second).provenance().facts();
    Set<String> facts = new TreeSet<>(factsOfA.keySet());
    facts.addAll(factsOfB.keySet());
    facts.removeIf(name -> Objects.equals(factsOfA.get(name), factsOfB.get(name)));
    different.addAll(facts);
    System.out.println(
        first.getFileName() + " and " + second.getFileName() + " differ in " + different);
    if (!MAY_DIFFER.containsAll(different)) {
      throw new IllegalStateException("not the same bits");
    }
  }

  private static Map<String, byte[]> entries(Path file) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  /** The rows of a classification are those of one JVM. */
  private static void scores(Path model, Path images, String parquet) throws IOException {
    ImageClassifier classifier =
        model.toString().endsWith(".onnx")
            ? OnnxLesionClassifier.load(model, 1)
            : LesionClassifier.load(model);
    Set<String> missing = new HashSet<>();
    try (var files = Files.list(images)) {
      files.forEach(file -> missing.add(file.getFileName().toString()));
    }
    int failed = 0;
    int rows = 0;
    try (SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate()) {
      Dataset<Row> all = spark.read().parquet(parquet);
      List<String> classes =
          List.of(all.schema().apply("probabilities").metadata().getStringArray("classes"));
      if (!classes.equals(
          classifier.partition().classes().stream().map(TrainingClass::id).toList())) {
        throw new IllegalStateException("the classes are not named: " + classes);
      }
      for (Row row : all.collectAsList()) {
        Path file = images.resolve(file(row.getAs("path")));
        if (!missing.remove(file.getFileName().toString())) {
          throw new IllegalStateException(file + " has two rows");
        }
        rows++;
        String error = row.getAs("error");
        try (LesionImage image = ImageDecoder.decode(Files.readAllBytes(file), file.toString())) {
          float[] expected = classifier.classify(image).probabilities();
          List<Float> found = row.getList(row.fieldIndex("probabilities"));
          for (int i = 0; i < expected.length; i++) {
            if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(found.get(i))) {
              throw new IllegalStateException(file + ": " + expected[i] + ", " + found.get(i));
            }
          }
        } catch (IOException damaged) {
          failed++;
          if (error == null || error.isBlank()) {
            throw new IllegalStateException(file + " has no error", damaged);
          }
        }
      }
    }
    System.out.println(rows + " rows with the bits of one JVM, " + failed + " of them errors");
    if (!missing.isEmpty() || failed != DAMAGED) {
      throw new IllegalStateException("missing: " + missing + ", errors: " + failed);
    }
  }

  /** The features are those of one JVM. */
  private static void features(Path model, Path images, String parquet) throws IOException {
    LesionClassifier classifier = LesionClassifier.load(model);
    int rows = 0;
    try (SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate()) {
      for (Row row : spark.read().parquet(parquet).where("error is null").collectAsList()) {
        Path file = Path.of(URI.create(row.getAs("path")).getPath());
        try (LesionImage image = ImageDecoder.decode(Files.readAllBytes(file), file.toString())) {
          float[] expected = classifier.features(List.of(image))[0];
          List<Float> found = row.getList(row.fieldIndex("features"));
          for (int i = 0; i < expected.length; i++) {
            if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(found.get(i))) {
              throw new IllegalStateException(file + " has other features");
            }
          }
        }
        rows++;
      }
    }
    long files;
    try (var all = Files.list(images)) {
      files = all.count();
    }
    System.out.println(rows + " rows of features with the bits of one JVM");
    if (rows != files - DAMAGED) {
      throw new IllegalStateException(files + " files");
    }
  }

  /** The edges are those of derm audit. */
  private static void audit(Path images, String parquet) throws IOException {
    List<LesionRecord> records = new ArrayList<>();
    DiseaseNode unknown = DiseaseNode.of("unknown", "unknown");
    Set<String> expected = new TreeSet<>();
    Set<String> groups = new TreeSet<>();
    try (ImageSource source = ImageSource.open(images)) {
      for (String name : source.names()) {
        records.add(LesionRecord.builder(name, name, unknown).build());
      }
      Fingerprints prints = Fingerprints.read(records, source);
      SimilarityGraph graph =
          SimilarityGraph.builder(records).bytes(prints).nearDuplicates(prints, 8).build();
      graph.edges().stream()
          .map(
              edge ->
                  records.get(edge.first()).imageName()
                      + " "
                      + records.get(edge.second()).imageName()
                      + " "
                      + edge.reason())
          .forEach(expected::add);
      Components united = graph.components();
      for (int component = 0; component < united.count(); component++) {
        Set<String> members = new TreeSet<>();
        for (int member : united.members(component)) {
          members.add(united.records().get(member).imageName());
        }
        groups.add(members.toString());
      }
    }
    Set<String> foundGroups = new TreeSet<>();
    Set<String> found = new TreeSet<>();
    try (SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate()) {
      for (Row row : spark.read().parquet(parquet + "/edges").collectAsList()) {
        found.add(file(row.getString(0)) + " " + file(row.getString(1)) + " " + row.getString(2));
      }
      Map<String, Set<String>> members = new TreeMap<>();
      for (Row row : spark.read().parquet(parquet + "/components").collectAsList()) {
        members
            .computeIfAbsent(row.getString(1), group -> new TreeSet<>())
            .add(file(row.getString(0)));
      }
      members.values().forEach(group -> foundGroups.add(group.toString()));
    }
    System.out.println(
        found.size()
            + " edges and "
            + foundGroups.size()
            + " components, "
            + expected.size()
            + " and "
            + groups.size()
            + " by one JVM");
    if (!found.equals(expected) || found.size() < 4) {
      throw new IllegalStateException(found + " and " + expected);
    }
    // An image that cannot be read is a component of one there, and has no row here.
    groups.removeIf(group -> !foundGroups.contains(group) && !group.contains(", "));
    if (!foundGroups.equals(groups)) {
      foundGroups.removeAll(groups);
      throw new IllegalStateException("other components: " + foundGroups);
    }
  }

  /** What docs/spark.md shows, on local[2]. */
  private static void guide(String model, String images, String out) throws IOException {
    try (SparkSession spark = SparkSession.builder().master("local[2]").getOrCreate()) {
      // tag::classify
      Dataset<Row> scores =
          SparkClassification.of(spark, model).classify(SparkClassification.images(spark, images));
      scores.write().mode("overwrite").parquet(out);
      scores.where("error is not null").select("path", "error").show(false);
      // end::classify
      List<LesionRecord> records = new ArrayList<>();
      DiseasePartition classes = LesionClassifier.load(Path.of(URI.create(model))).partition();
      for (Row row : spark.read().parquet(out).where("error is null").collectAsList()) {
        String name = file(row.getString(0));
        records.add(LesionRecord.builder(name, name, classes.classes().get(0).top()).build());
      }
      // tag::evaluate
      Predictions test = SparkStudy.predictions(spark.read().parquet(out), records);
      // end::evaluate
      if (test.records().size() != records.size()) {
        throw new IllegalStateException(test.skipped().toString());
      }
    }
  }

  /** What docs/spark.md shows of training; the script's runs of fine-tune call the same. */
  static FineTuning train(
      SparkSession spark, GroupedSplit split, DiseasePartition partition, String images, String run)
      throws IOException {
    // tag::train
    FineTuning done =
        DistributedFineTuner.on(spark, 8)
            .withCheckpoints(run + "/checkpoints", 100)
            .withLog(System.err::println)
            .train(
                () -> NetworkTrainer.builder().batch(32).epochs(10).seed(1),
                split.train(),
                split.validation(),
                partition,
                images,
                run + "/model.zip");
    // end::train
    return done;
  }

  /** How long ranks on threads of this JVM take to add arrays over loopback. */
  private static void exchange(int ranks, int numbers) throws Exception {
    ExecutorService threads = java.util.concurrent.Executors.newFixedThreadPool(ranks);
    CyclicBarrier met = new CyclicBarrier(ranks);
    String[] addresses = new String[ranks];
    byte[] token = Handshake.token();
    List<Future<String>> running = new ArrayList<>();
    for (int i = 0; i < ranks; i++) {
      int rank = i;
      RankSockets.Meeting meeting =
          own -> {
            addresses[rank] = own;
            try {
              met.await();
            } catch (InterruptedException | BrokenBarrierException e) {
              throw new IOException(e);
            }
            return addresses;
          };
      running.add(
          threads.submit(
              () -> {
                boolean[] all = new boolean[ranks];
                Arrays.fill(all, true);
                float[] values = new float[numbers];
                List<Double> seconds = new ArrayList<>();
                try (RankSockets sockets =
                    RankSockets.connect(
                        rank, ranks, "127.0.0.1", token, Connections.DEFAULT, meeting)) {
                  for (int round = 0; round < 16; round++) {
                    long start = System.nanoTime();
                    sockets.sum(values, all);
                    seconds.add((System.nanoTime() - start) / 1e9);
                  }
                  long sent = sockets.sent() / sockets.sums();
                  long expected = 2L * (ranks - 1) * (4L * numbers) / ranks;
                  if (Math.abs(sent - expected) > 8L * ranks) {
                    throw new IllegalStateException(
                        sent + " bytes sent, " + expected + " expected");
                  }
                  List<Double> sorted = seconds.subList(4, 16).stream().sorted().toList();
                  return String.format(
                      Locale.ROOT,
                      "%d ranks add %.1f MB in %.3f s (median of 12; %.3f to %.3f), %d bytes sent each",
                      ranks,
                      numbers * 4e-6,
                      sorted.get(6),
                      sorted.get(0),
                      sorted.get(11),
                      sent);
                }
              }));
    }
    System.out.println(running.get(0).get());
    threads.shutdown();
  }

  /** How long the near duplicates of planted hashes take to find. */
  private static void hashes(int count) {
    SplittableRandom random = new SplittableRandom(1);
    long[] keys = new long[2 * count];
    int planted = 0;
    for (int i = 0; i < count; i++) {
      if (i % 20 == 19) { // Of an earlier one up to 8 bits are changed.
        int of = random.nextInt(i);
        keys[2 * i] = keys[2 * of] ^ 1L << random.nextInt(Long.SIZE);
        keys[2 * i + 1] = keys[2 * of + 1];
        for (int bit = random.nextInt(8); bit > 0; bit--) {
          keys[2 * i + 1] ^= 1L << random.nextInt(Long.SIZE);
        }
        planted++;
      } else {
        keys[2 * i] = random.nextLong();
        keys[2 * i + 1] = random.nextLong();
      }
    }
    long start = System.nanoTime();
    HashIndex index = HashIndex.of(keys, 8);
    long indexed = System.nanoTime();
    long found = 0;
    for (int i = 0; i < count; i++) {
      PerceptualHash own = new PerceptualHash(keys[2 * i], keys[2 * i + 1]);
      found += index.within(List.of(own), i).size();
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %.1f s, then %.1f microseconds a hash; %d pairs, %d planted%n",
        index,
        (indexed - start) / 1e9,
        (System.nanoTime() - indexed) / 1e3 / count,
        found,
        planted);
    if (found < planted) {
      throw new IllegalStateException("planted pairs are missing");
    }
  }

  /** The audit of planted near duplicates: finds each, and joins the right components. */
  private static void planted(int count) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.sql.shuffle.partitions", 4)
            .config("spark.ui.enabled", false)
            .getOrCreate()) {
      Dataset<Row> prints =
          spark.createDataFrame(
              spark.range(count).javaRDD().map(SparkCheck::print),
              new StructType()
                  .add("path", DataTypes.StringType)
                  .add("sha256", DataTypes.StringType)
                  .add("poses", DataTypes.createArrayType(DataTypes.LongType)));
      long start = System.nanoTime();
      SparkAudit audit = SparkAudit.of(spark, prints, 8);
      Set<String> edges = new HashSet<>();
      for (Row edge : audit.edges().collectAsList()) {
        int first = Integer.parseInt(edge.getString(0));
        int second = Integer.parseInt(edge.getString(1));
        int distance =
            Math.min(bits(poses(first), poses(second)), bits(poses(second), poses(first)));
        if (distance > 8 || distance != edge.getInt(3)) {
          throw new IllegalStateException(edge + " is at a distance of " + distance);
        }
        edges.add(first + " " + second);
      }
      long components = audit.components().select("group").distinct().count();
      double seconds = (System.nanoTime() - start) / 1e9;
      int planted = 0;
      for (int i = PLANTED_EVERY - 1; i < count; i += PLANTED_EVERY) {
        planted++;
        if (!edges.contains(original(i) + " " + i)) {
          throw new IllegalStateException(i + " is not found");
        }
      }
      if (components != count - planted) {
        throw new IllegalStateException(components + " components");
      }
      System.out.printf(
          Locale.ROOT,
          "audit of %,d hashes in eight poses on two cores: %.1f s; found all %,d that were planted, %,d edges, %,d components%n",
          count,
          seconds,
          planted,
          edges.size(),
          components);
    }
  }

  private static final int PLANTED_EVERY = 20;

  /** The earlier image that a planted one was copied from. */
  private static int original(int planted) {
    return new SplittableRandom(planted).nextInt(planted);
  }

  /**
   * The hashes of an image in eight poses: random, but the hash of a planted one is that of a pose
   * of its original, with up to eight bits changed.
   */
  private static long[] poses(int image) {
    SplittableRandom random = new SplittableRandom(1L << 40 | image);
    long[] poses = new long[16];
    for (int i = 0; i < poses.length; i++) {
      poses[i] = random.nextLong();
    }
    if (image % PLANTED_EVERY == PLANTED_EVERY - 1) {
      int pose = 2 * random.nextInt(8);
      long[] of = poses(original(image));
      poses[0] = of[pose];
      poses[1] = of[pose + 1];
      for (int bit = random.nextInt(9); bit > 0; bit--) {
        poses[random.nextInt(2)] ^= 1L << random.nextInt(Long.SIZE);
      }
    }
    return poses;
  }

  /** How many bits differ between an image and the most similar pose of another one. */
  private static int bits(long[] of, long[] own) {
    int fewest = Integer.MAX_VALUE;
    for (int pose = 0; pose < own.length; pose += 2) {
      fewest =
          Math.min(fewest, Long.bitCount(of[0] ^ own[pose]) + Long.bitCount(of[1] ^ own[pose + 1]));
    }
    return fewest;
  }

  private static Row print(long image) {
    return RowFactory.create(
        String.format(Locale.ROOT, "%09d", image), "file " + image, poses((int) image));
  }

  private static String file(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
