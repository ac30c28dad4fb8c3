package io.github.derm4j.spark;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.PerceptualHash;
import io.github.derm4j.data.split.DatasetSplit;
import io.github.derm4j.data.split.Fingerprints;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.data.split.HashIndex;
import io.github.derm4j.data.split.SimilarityGraph;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.model.training.Optimization;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
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
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What {@code .ci/spark} compares a cluster with: the same work in this JVM, without Spark. Not a
 * unit test: the script calls its main method.
 */
final class SparkCheck {

  static final int LESIONS = 40;
  static final int DAMAGED = 4;

  /** Entries of a bundle, and facts of its provenance, in which ranks and accumulation differ. */
  static final Set<String> MAY_DIFFER =
      Set.of("classifier.json", "classifier.sha256", "accumulation", "ranks");

  private SparkCheck() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "data" -> data(Path.of(args[1]));
      case "train" -> train(Path.of(args[1]), Integer.parseInt(args[2]), Path.of(args[3]));
      case "same" -> same(Path.of(args[1]), Path.of(args[2]));
      case "scores" -> scores(Path.of(args[1]), Path.of(args[2]), args[3]);
      case "features" -> features(Path.of(args[1]), Path.of(args[2]), args[3]);
      case "audit" -> audit(Path.of(args[1]), args[2]);
      case "exchange" -> exchange(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      case "hashes" -> hashes(Integer.parseInt(args[1]));
      case "guide" -> guide(args[1], args[2], args[3]);
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.exit(0);
  }

  /** Images with labels, and among copies of them some that are damaged. */
  private static void data(Path folder) throws IOException {
    SyntheticLesions.of(1).withLesions(LESIONS).withSize(100, 80).writeTo(folder.resolve("set"));
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
      DiseasePartition classes =
          DiseasePartitioner.withMaxClassSize(12)
              .partition(
                  DiseaseCounts.ofLabels(
                      dataset.taxonomy(),
                      split.train().stream().map(LesionRecord::diagnosis).toList()));
      int batches = (split.train().size() + 3) / 4;
      if (batches % accumulation == 0) {
        throw new IllegalStateException(batches + " batches: the last step would not be short");
      }
      NetworkTrainer.builder()
          .size(75)
          .width(0.0625)
          .batch(4)
          .epochs(2)
          .learningRate(0.002)
          .dropoutKeep(0.8)
          .weightAverage(0.9)
          .seed(1)
          .optimization(
              Optimization.paper()
                  .withAccumulation(accumulation)
                  .withWeightDecay(1e-4)
                  .withMaxGradientNorm(2))
          .build()
          .train(new DatasetSplit(dataset, split), classes)
          .classifier()
          .write(out);
    }
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
    LesionClassifier classifier = LesionClassifier.load(model);
    Set<String> missing = new HashSet<>();
    try (var files = Files.list(images)) {
      files.forEach(file -> missing.add(file.getFileName().toString()));
    }
    int failed = 0;
    int rows = 0;
    try (SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate()) {
      for (Row row : spark.read().parquet(parquet).collectAsList()) {
        Path file = Path.of(URI.create(row.getAs("path")).getPath());
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
    try (ImageSource source = ImageSource.open(images)) {
      for (String name : source.names()) {
        records.add(LesionRecord.builder(name, name, unknown).build());
      }
      Fingerprints prints = Fingerprints.read(records, source);
      SimilarityGraph.builder(records)
          .bytes(prints)
          .nearDuplicates(prints, 8)
          .build()
          .edges()
          .stream()
          .map(
              edge ->
                  records.get(edge.first()).imageName()
                      + " "
                      + records.get(edge.second()).imageName()
                      + " "
                      + edge.reason())
          .forEach(expected::add);
    }
    Set<String> found = new TreeSet<>();
    try (SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate()) {
      for (Row row : spark.read().parquet(parquet + "/edges").collectAsList()) {
        found.add(file(row.getString(0)) + " " + file(row.getString(1)) + " " + row.getString(2));
      }
    }
    System.out.println(found.size() + " edges, " + expected.size() + " by one JVM");
    if (!found.equals(expected) || found.size() < 4) {
      throw new IllegalStateException(found + " and " + expected);
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
            .checkpoints(run + "/checkpoints", 100)
            .log(System.err::println)
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
                StringBuilder times = new StringBuilder();
                try (RankSockets sockets =
                    RankSockets.connect(
                        rank, ranks, "127.0.0.1", token, Connections.DEFAULT, meeting)) {
                  for (int round = 0; round < 8; round++) {
                    long start = System.nanoTime();
                    sockets.sum(values, all);
                    times.append((System.nanoTime() - start) / 1_000_000).append(" ms ");
                  }
                  return times + "for " + sockets.sent() / sockets.sums() + " bytes sent each";
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

  private static String file(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
