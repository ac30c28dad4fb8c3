package io.github.derm4j.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.model.backbone.BackboneSettings;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.internal.BundleZip;
import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.runtime.OnnxOptions;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.format.PartitionJson;
import io.github.derm4j.taxonomy.format.TaxonomyJson;
import io.github.derm4j.taxonomy.internal.Digits;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The file format of a trained network and its facts, a zip of
 *
 * <ul>
 *   <li>{@code classifier.json}: format and version, architecture, preprocessing, provenance, and
 *       the SHA-256 of each entry below;
 *   <li>{@code classifier.sha256}: the SHA-256 of {@code classifier.json}; files of version 1 have
 *       none;
 *   <li>{@code taxonomy.json}: the disease tree;
 *   <li>{@code partition.json}: the training classes;
 *   <li>{@code thresholds.json}: the threshold of each task; may be absent;
 *   <li>{@code recalibration.json}: the map to recalibrated probabilities; may be absent;
 *   <li>{@code prediction-sets.json}: the calibration of prediction sets; may be absent;
 *   <li>{@code novelty.json}: the score of how unlike the training images an image is; may be
 *       absent;
 *   <li>{@code training-images.json}: hashes of the training and validation images; may be absent;
 *   <li>{@code quantization.json}: the scales of activations in 8 bits; may be absent;
 *   <li>{@code backbone.json}: the preprocessing and output of an ONNX network, if there is one;
 *   <li>{@code backbone.onnx}: the ONNX network, unless its files are beside the bundle: if it has
 *       several or more than 512 MiB;
 *   <li>{@code body.f32}: the parameters of the folded body, 32-bit floats, little-endian, kernel
 *       {@code [height, width, in, out]} then bias, unit by unit in Keras's order; not with an ONNX
 *       network;
 *   <li>{@code head.f32}: the weights {@code [features, classes]} by rows, then the biases.
 * </ul>
 *
 * <p>Only plain JSON and numbers are read, entries are looked up by name and never unpacked to
 * disk, and the number of bytes is known before any is read. A bundle from an untrusted source may
 * therefore be refused, but it can't run code or fill the disk.
 *
 * @param extractor the body
 * @param head the layer on top
 * @param facts the facts beside the network
 * @param views the views of an image that are averaged unless others are chosen
 */
record ClassifierBundle(
    FeatureExtractor extractor,
    SoftmaxHead head,
    ClassifierFacts facts,
    TestTimeAugmentation views) {

  private static final String FORMAT = "derm4j-classifier";
  private static final int VERSION = 2;
  private static final int VERSION_WITH_BACKBONE = 3;

  /** The version of a file that says which views of an image are averaged. */
  private static final int VERSION_WITH_VIEWS = 4;

  /** The version of an ensemble, see {@code EnsembleBundle}. */
  private static final int VERSION_OF_ENSEMBLES = 5;

  private static final int VERSION_WITHOUT_DIGEST = 1;
  private static final String MANIFEST = "classifier.json";
  private static final String DIGEST = "classifier.sha256";
  private static final String TAXONOMY = "taxonomy.json";
  private static final String PARTITION = "partition.json";
  private static final String BODY = "body.f32";
  private static final String HEAD = "head.f32";
  private static final String SETTINGS = "backbone.json";
  private static final String THRESHOLDS = "thresholds.json";
  private static final String RECALIBRATION = "recalibration.json";
  private static final String SETS = "prediction-sets.json";
  private static final String NOVELTY = "novelty.json";
  private static final String IMAGES = "training-images.json";
  private static final String QUANTIZATION = "quantization.json";
  private static final int MAX_JSON_BYTES = 64 << 20;
  private static final int DIGEST_BYTES = 64;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private record Manifest(
      String format,
      int version,
      double width,
      int classes,
      @Nullable Preprocessing preprocessing,
      Map<String, String> provenance,
      @Nullable Body body,
      Provenance.@Nullable Data data,
      @Nullable List<Provenance.Test> tests,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable BackboneFiles backbone,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer views,
      Map<String, String> sha256) {

    /** The manifest; Jackson sets missing fields to null. */
    Manifest {
      if ((preprocessing == null && backbone == null) || provenance == null || sha256 == null) {
        throw new IllegalArgumentException(MANIFEST + " is not complete");
      }
    }

    TestTimeAugmentation averaged() {
      return views == null ? TestTimeAugmentation.NONE : TestTimeAugmentation.of(views);
    }

    Provenance origin() {
      return new Provenance(
          (body == null ? Body.ofFacts(provenance) : body).body(),
          Optional.ofNullable(data),
          tests == null ? List.of() : tests,
          provenance);
    }
  }

  /**
   * The origin of the weights of the body.
   *
   * @param frozenWeights the checksum of their file; null if the body was trained
   */
  private record Body(@Nullable String frozenWeights) {

    static Body of(Provenance provenance) {
      return new Body(
          provenance.body() instanceof Provenance.Frozen frozen ? frozen.weights() : null);
    }

    /**
     * The origin of the body; in files of earlier versions, which have no such field, it is derived
     * from the facts.
     */
    static Body ofFacts(Map<String, String> facts) {
      return new Body("HEAD".equals(facts.get("trainedLayers")) ? facts.get("weights") : null);
    }

    Provenance.Body body() {
      return frozenWeights == null
          ? new Provenance.Trained()
          : new Provenance.Frozen(frozenWeights);
    }
  }

  private record Header(@Nullable String format, int version) {}

  void write(Path file) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put(TAXONOMY, utf8(TaxonomyJson.write(facts.partition().taxonomy())));
    entries.put(PARTITION, utf8(PartitionJson.write(facts.partition())));
    if (!facts.thresholds().isEmpty()) {
      entries.put(THRESHOLDS, utf8(ClassifierJson.ofThresholds(facts.thresholds())));
    }
    facts
        .recalibration()
        .ifPresent(fit -> entries.put(RECALIBRATION, utf8(ClassifierJson.ofRecalibration(fit))));
    facts
        .predictionSets()
        .ifPresent(fit -> entries.put(SETS, utf8(ClassifierJson.ofPredictionSets(fit))));
    facts.novelty().ifPresent(fit -> entries.put(NOVELTY, utf8(ClassifierJson.ofNovelty(fit))));
    facts
        .trainingImages()
        .ifPresent(images -> entries.put(IMAGES, utf8(ClassifierJson.ofTrainingImages(images))));
    facts
        .quantization()
        .ifPresent(
            scales -> entries.put(QUANTIZATION, utf8(ClassifierJson.ofQuantization(scales))));
    Optional<BackboneFiles> backbone = extractor.backbone().map(BackboneFiles::of);
    if (backbone.isPresent()) {
      entries.put(SETTINGS, utf8(extractor.backbone().orElseThrow().settings()));
    } else {
      entries.put(BODY, floats(bodyParameters(extractor.body())));
    }
    entries.put(HEAD, floats(new INDArray[] {head.weights(), head.bias()}));
    Map<String, String> sha256 = new TreeMap<>();
    entries.forEach((name, bytes) -> sha256.put(name, BundleZip.sha256(bytes)));
    Manifest manifest =
        new Manifest(
            FORMAT,
            version(backbone.isPresent()),
            backbone.isPresent() ? 1 : extractor.width(),
            head.classes(),
            backbone.isPresent() ? null : extractor.preprocessing(),
            facts.provenance().facts(),
            Body.of(facts.provenance()),
            facts.provenance().data().orElse(null),
            facts.provenance().tests(),
            backbone.orElse(null),
            views == TestTimeAugmentation.NONE ? null : views.count(),
            sha256);
    byte[] json = JSON.writeValueAsBytes(manifest);
    WholeFile.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          zip.setLevel(Deflater.NO_COMPRESSION); // Weights are hardly compressible.
          BundleZip.put(zip, MANIFEST, json);
          BundleZip.put(zip, DIGEST, utf8(BundleZip.sha256(json)));
          for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            BundleZip.put(zip, entry.getKey(), entry.getValue());
          }
          if (backbone.isPresent() && backbone.get().inside()) {
            BundleZip.begin(zip, BackboneFiles.ENTRY);
            backbone.get().copy(extractor.backbone().orElseThrow(), zip);
            zip.closeEntry();
          }
          zip.finish();
        });
    if (backbone.isPresent() && !backbone.get().inside()) {
      backbone.get().placeBeside(file, extractor.backbone().orElseThrow());
    }
  }

  private int version(boolean backbone) {
    if (views != TestTimeAugmentation.NONE) {
      return VERSION_WITH_VIEWS;
    }
    return backbone ? VERSION_WITH_BACKBONE : VERSION;
  }

  /**
   * Reads a classifier.
   *
   * @param folder the folder of its entries in the file, empty or with a slash at its end
   * @param options where an ONNX network computes; null for the CPU, and for Inception v3
   */
  static ClassifierBundle read(Path file, String folder, @Nullable OnnxOptions options)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(
          file.toString(), null, "no such classifier; give a model.zip written by a training run");
    }
    try (BundleZip zip = BundleZip.open(file, folder)) {
      Manifest manifest = manifest(file, zip);
      DiseaseTaxonomy taxonomy =
          TaxonomyJson.read(BundleZip.text(entry(zip, manifest, TAXONOMY, MAX_JSON_BYTES)));
      DiseasePartition partition =
          PartitionJson.read(
              BundleZip.text(entry(zip, manifest, PARTITION, MAX_JSON_BYTES)), taxonomy);
      if (partition.classes().size() != manifest.classes()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%d classes of weights for %d training classes",
                manifest.classes(),
                partition.classes().size()));
      }
      FeatureExtractor extractor = extractor(file, folder, zip, manifest, options);
      INDArray weights = Nd4j.create(extractor.length(), manifest.classes());
      INDArray bias = Nd4j.create(1, manifest.classes());
      INDArray[] head = {weights, bias};
      fill(head, entry(zip, manifest, HEAD, bytes(head)), file, HEAD);
      ClassifierFacts facts = ClassifierFacts.of(partition, manifest.origin());
      if (manifest.sha256().containsKey(THRESHOLDS)) {
        byte[] json = entry(zip, manifest, THRESHOLDS, MAX_JSON_BYTES);
        facts = facts.withThresholds(ClassifierJson.thresholds(BundleZip.text(json)));
      }
      if (manifest.sha256().containsKey(RECALIBRATION)) {
        byte[] json = entry(zip, manifest, RECALIBRATION, MAX_JSON_BYTES);
        facts =
            facts.withRecalibration(
                Optional.of(ClassifierJson.recalibration(BundleZip.text(json))));
      }
      if (manifest.sha256().containsKey(SETS)) {
        byte[] json = entry(zip, manifest, SETS, MAX_JSON_BYTES);
        facts =
            facts.withPredictionSets(
                Optional.of(ClassifierJson.predictionSets(BundleZip.text(json))));
      }
      if (manifest.sha256().containsKey(NOVELTY)) {
        byte[] json = entry(zip, manifest, NOVELTY, MAX_JSON_BYTES);
        facts = facts.withNovelty(Optional.of(ClassifierJson.novelty(BundleZip.text(json))));
      }
      if (manifest.sha256().containsKey(IMAGES)) {
        byte[] json = entry(zip, manifest, IMAGES, MAX_JSON_BYTES);
        facts = facts.withTrainingImages(ClassifierJson.trainingImages(BundleZip.text(json)));
      }
      if (manifest.sha256().containsKey(QUANTIZATION)) {
        byte[] json = entry(zip, manifest, QUANTIZATION, MAX_JSON_BYTES);
        facts =
            facts.withQuantization(Optional.of(ClassifierJson.quantization(BundleZip.text(json))));
      }
      return new ClassifierBundle(
          extractor, new SoftmaxHead(weights, bias), facts, manifest.averaged());
    } catch (ZipException | EOFException | JsonProcessingException | IllegalArgumentException e) {
      throw new IOException(
          file
              + ": not a readable classifier ("
              + (e instanceof EOFException ? "it is truncated" : Digits.ascii(e.getMessage()))
              + "); copy or train it again",
          e);
    }
  }

  /** Whether a file is a bundle with an ONNX network. */
  static boolean hasBackbone(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.getEntry(SETTINGS) != null;
    } catch (ZipException unreadable) {
      return false;
    }
  }

  private static FeatureExtractor extractor(
      Path file, String folder, BundleZip zip, Manifest manifest, @Nullable OnnxOptions options)
      throws IOException {
    if (manifest.backbone() != null) {
      String settings = BundleZip.text(entry(zip, manifest, SETTINGS, MAX_JSON_BYTES));
      return FeatureExtractor.of(
          manifest
              .backbone()
              .open(
                  file,
                  folder,
                  BackboneSettings.parse(settings, SETTINGS),
                  options == null
                      ? OnnxOptions.cpu(Runtime.getRuntime().availableProcessors())
                      : options));
    }
    if (options != null) {
      throw new IOException(
          file + ": its body is Inception v3, not an ONNX network; open it without OnnxOptions");
    }
    Preprocessing preprocessing = Objects.requireNonNull(manifest.preprocessing());
    InceptionV3 architecture =
        InceptionV3.of(preprocessing.size(), manifest.classes()).withWidth(manifest.width());
    ComputationGraph body = architecture.buildFoldedBody();
    INDArray[] parameters = bodyParameters(body);
    fill(parameters, entry(zip, manifest, BODY, bytes(parameters)), file, BODY);
    return FeatureExtractor.ofFolded(architecture, body, preprocessing);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Manifest manifest(Path file, BundleZip zip) throws IOException {
    byte[] json = zip.bytes(MANIFEST, MAX_JSON_BYTES);
    Header header = JSON.readValue(json, Header.class);
    if (header == null || !FORMAT.equals(header.format())) {
      throw new IOException(file + ": not a classifier of Derm4j");
    }
    if (header.version() == VERSION_OF_ENSEMBLES) {
      throw new IOException(
          file
              + ": an ensemble, and a single classifier is needed here; give one of its members, or"
              + " open it with EnsembleBundle.open");
    }
    if (header.version() < VERSION_WITHOUT_DIGEST || header.version() > VERSION_OF_ENSEMBLES) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: classifier format %d, this version reads formats %d to %d; use the version that"
                  + " wrote it, or a newer one",
              file,
              header.version(),
              VERSION_WITHOUT_DIGEST,
              VERSION_OF_ENSEMBLES));
    }
    if (header.version() > VERSION_WITHOUT_DIGEST) {
      String digest = BundleZip.text(zip.bytes(DIGEST, DIGEST_BYTES));
      zip.requireDigest(MANIFEST, json, digest);
    }
    return JSON.readValue(json, Manifest.class);
  }

  private static byte[] entry(BundleZip zip, Manifest manifest, String name, long maximum)
      throws IOException {
    return zip.entry(name, maximum, manifest.sha256().get(name));
  }

  private static INDArray[] bodyParameters(ComputationGraph body) {
    return InceptionV3.unitNames().stream()
        .map(body::getLayer)
        .flatMap(
            unit ->
                Stream.of(
                    unit.getParam(ConvolutionUnit.KERNEL), unit.getParam(ConvolutionUnit.BETA)))
        .toArray(INDArray[]::new);
  }

  private static long bytes(INDArray[] arrays) {
    long floats = 0;
    for (INDArray array : arrays) {
      floats += array.length();
    }
    return floats * Float.BYTES;
  }

  private static byte[] floats(INDArray[] arrays) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.toIntExact(bytes(arrays))).order(ByteOrder.LITTLE_ENDIAN);
    for (INDArray array : arrays) {
      for (float value : array.dup('c').data().asFloat()) {
        buffer.putFloat(value);
      }
    }
    return buffer.array();
  }

  private static void fill(INDArray[] arrays, byte[] bytes, Path file, String name)
      throws IOException {
    if (bytes.length != bytes(arrays)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %s holds %d bytes, its architecture needs %d",
              file,
              name,
              bytes.length,
              bytes(arrays)));
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (INDArray array : arrays) {
      float[] values = new float[Math.toIntExact(array.length())];
      for (int i = 0; i < values.length; i++) {
        values[i] = buffer.getFloat();
      }
      array.assign(Nd4j.create(values, array.shape(), 'c'));
    }
  }
}
