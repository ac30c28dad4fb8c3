package io.github.derm4j.model.ensemble;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.common.io.ByteStreams;
import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.model.ClassifierFacts;
import io.github.derm4j.model.ClassifierJson;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.PredictionSets;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.TaskThreshold;
import io.github.derm4j.model.TestTimeAugmentation;
import io.github.derm4j.model.internal.BundleZip;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import io.github.derm4j.model.runtime.OnnxOptions;
import io.github.derm4j.taxonomy.internal.Digits;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The file of an ensemble, a zip of
 *
 * <ul>
 *   <li>{@code classifier.json}: format and version, the members, the number of views, and the
 *       SHA-256 of the entries below, of a member's those of {@code classifier.json} or {@code
 *       model.onnx};
 *   <li>{@code classifier.sha256}: the SHA-256 of {@code classifier.json};
 *   <li>{@code thresholds.json}, {@code recalibration.json} and {@code prediction-sets.json}, if
 *       they were fitted to the answers of the ensemble;
 *   <li>{@code members/1/}, {@code members/2/} …: the entries of a member's own file, or {@code
 *       model.onnx}.
 * </ul>
 *
 * <p>Entries are read into memory, once, and never unpacked to disk.
 */
public final class EnsembleBundle {

  private static final String FORMAT = "derm4j-classifier";
  private static final int VERSION = 5;
  private static final String MANIFEST = "classifier.json";
  private static final String DIGEST = "classifier.sha256";
  private static final String THRESHOLDS = "thresholds.json";
  private static final String RECALIBRATION = "recalibration.json";
  private static final String SETS = "prediction-sets.json";
  private static final String ONNX_MODEL = "model.onnx";
  private static final String BACKBONE_SETTINGS = "backbone.json";
  private static final String BACKBONE = "backbone.onnx";
  private static final int MAX_JSON_BYTES = 64 << 20;
  private static final int MAX_ONNX_BYTES = 512 << 20;
  private static final int DIGEST_BYTES = 64;

  /** The first byte of an ONNX model, which begins with its format version: field 1, a varint. */
  private static final int ONNX_FIRST = 0x08;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private record Header(@Nullable String format, int version) {}

  /**
   * A member.
   *
   * @param name the name of its file
   * @param onnx whether it is an ONNX model
   */
  private record Member(String name, boolean onnx) {

    Member {
      if (name == null) {
        throw new IllegalArgumentException("a member in " + MANIFEST + " has no name");
      }
    }
  }

  private record Manifest(
      String format, int version, List<Member> members, int views, Map<String, String> sha256) {

    Manifest {
      if (members == null || members.contains(null) || sha256 == null) {
        throw new IllegalArgumentException(MANIFEST + " is not complete");
      }
    }
  }

  private final Path file;
  private final Manifest manifest;

  private EnsembleBundle(Path file, Manifest manifest) {
    this.file = file;
    this.manifest = manifest;
  }

  /**
   * Looks whether a file is an ensemble.
   *
   * @param file any file
   * @return the ensemble; empty if it is another file, or is damaged
   * @throws IOException if it is an ensemble that can't be read
   */
  public static Optional<EnsembleBundle> find(Path file) throws IOException {
    try (BundleZip zip = BundleZip.open(file, "")) {
      byte[] json = zip.bytes(MANIFEST, MAX_JSON_BYTES);
      Header header = JSON.readValue(json, Header.class);
      if (header == null || !FORMAT.equals(header.format()) || header.version() != VERSION) {
        return Optional.empty();
      }
      zip.requireDigest(MANIFEST, json, BundleZip.text(zip.bytes(DIGEST, DIGEST_BYTES)));
      return Optional.of(new EnsembleBundle(file, JSON.readValue(json, Manifest.class)));
    } catch (ZipException | EOFException | JsonProcessingException damaged) {
      return Optional.empty();
    }
  }

  /**
   * Opens an ensemble.
   *
   * @param file the file
   * @param options where ONNX Runtime computes those members that are ONNX models
   * @return the ensemble; close it to release the members
   * @throws IOException if the file is missing, damaged or altered, or is no ensemble
   */
  public static EnsembleClassifier open(Path file, OnnxOptions options) throws IOException {
    return find(file)
        .orElseThrow(
            () -> new IOException(file + ": not an ensemble; write one with EnsembleBundle.write"))
        .open(options);
  }

  /** {@return the names of the members' files} */
  public List<String> names() {
    return manifest.members().stream().map(Member::name).toList();
  }

  /** {@return whether a member is an ONNX model} */
  public boolean hasOnnx() {
    return manifest.members().stream().anyMatch(Member::onnx);
  }

  /** {@return whether all members are ONNX models, so that no other engine is needed} */
  public boolean isOnnx() {
    return manifest.members().stream().allMatch(Member::onnx);
  }

  /**
   * Opens the ensemble.
   *
   * @param options where ONNX Runtime computes those members that are ONNX models
   * @return the ensemble; close it to release the members
   * @throws IOException if the file is damaged or was altered
   */
  public EnsembleClassifier open(OnnxOptions options) throws IOException {
    List<EnsembleMember> members = new ArrayList<>();
    try (BundleZip zip = BundleZip.open(file, "")) {
      for (int i = 0; i < manifest.members().size(); i++) {
        Member each = manifest.members().get(i);
        ImageClassifier opened = each.onnx() ? onnx(zip, i, options) : network(zip, i);
        members.add(
            new EnsembleMember(
                each.name(), opened.with(TestTimeAugmentation.of(manifest.views()))));
      }
      return fitted(zip, EnsembleClassifier.of(members));
    } catch (ZipException | EOFException | JsonProcessingException | IllegalArgumentException e) {
      EnsembleClassifier.close(members);
      throw new IOException(
          file
              + ": not a readable ensemble ("
              + (e instanceof EOFException ? "it is truncated" : Digits.ascii(e.getMessage()))
              + "); copy or write it again",
          e);
    } catch (IOException e) {
      EnsembleClassifier.close(members);
      throw e;
    }
  }

  private ImageClassifier onnx(BundleZip zip, int index, OnnxOptions options) throws IOException {
    String entry = folder(index) + ONNX_MODEL;
    byte[] model = zip.entry(entry, MAX_ONNX_BYTES, manifest.sha256().get(entry));
    return OnnxLesionClassifier.load(file + ": " + entry, model, options);
  }

  private ImageClassifier network(BundleZip zip, int index) throws IOException {
    String entry = folder(index) + MANIFEST;
    zip.entry(entry, MAX_JSON_BYTES, manifest.sha256().get(entry));
    return LesionClassifier.load(file, folder(index));
  }

  private EnsembleClassifier fitted(BundleZip zip, EnsembleClassifier ensemble) throws IOException {
    Optional<String> thresholds = text(zip, THRESHOLDS);
    Optional<String> recalibration = text(zip, RECALIBRATION);
    Optional<String> sets = text(zip, SETS);
    return ensemble.withFitted(
        thresholds.isPresent()
            ? ClassifierJson.thresholds(thresholds.get())
            : List.<TaskThreshold>of(),
        recalibration.isPresent()
            ? Optional.of(ClassifierJson.recalibration(recalibration.get()))
            : Optional.<Recalibration>empty(),
        sets.isPresent()
            ? Optional.of(ClassifierJson.predictionSets(sets.get()))
            : Optional.<PredictionSets>empty());
  }

  private Optional<String> text(BundleZip zip, String name) throws IOException {
    String sha256 = manifest.sha256().get(name);
    return sha256 == null
        ? Optional.empty()
        : Optional.of(BundleZip.text(zip.entry(name, MAX_JSON_BYTES, sha256)));
  }

  /**
   * Opens classifiers from their own files as an ensemble.
   *
   * @param files at least two files of classifiers, model.zip or model.onnx
   * @param options where ONNX Runtime computes those that are ONNX models
   * @param views the views of an image over which all of them average; null for their own
   * @return the ensemble; close it to release the members
   * @throws IOException if a file is no readable classifier, or is itself an ensemble
   * @throws IllegalArgumentException if they do not fit each other, see {@link
   *     EnsembleClassifier#of}
   */
  public static EnsembleClassifier ofFiles(
      List<Path> files, OnnxOptions options, @Nullable TestTimeAugmentation views)
      throws IOException {
    List<String> names = names(files);
    List<EnsembleMember> members = new ArrayList<>();
    try {
      for (int i = 0; i < files.size(); i++) {
        ImageClassifier opened = opened(files.get(i), options);
        members.add(new EnsembleMember(names.get(i), views == null ? opened : opened.with(views)));
      }
      return EnsembleClassifier.of(members);
    } catch (IOException | IllegalArgumentException e) {
      EnsembleClassifier.close(members);
      throw e;
    }
  }

  private static ImageClassifier opened(Path file, OnnxOptions options) throws IOException {
    return isOnnx(file) ? OnnxLesionClassifier.load(file, options) : LesionClassifier.load(file);
  }

  /** The names of files, with their folders if there are equal ones. */
  private static List<String> names(List<Path> files) {
    List<String> names = files.stream().map(each -> String.valueOf(each.getFileName())).toList();
    List<String> unique = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Path folder = files.get(i).toAbsolutePath().normalize().getParent();
      boolean alone = Collections.frequency(names, names.get(i)) == 1;
      unique.add(
          alone || folder == null || folder.getFileName() == null
              ? names.get(i)
              : folder.getFileName() + "/" + names.get(i));
    }
    return unique;
  }

  private static boolean isOnnx(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == ONNX_FIRST;
    }
  }

  /**
   * Writes an ensemble to one file, which gets its name only when it is complete. The members'
   * files are copied as they are.
   *
   * @param file the file; an existing one is replaced
   * @param members the files of the members, in their order
   * @param ensemble the ensemble of these files, with its views and with what was fitted to it
   * @throws IOException if a file can't be read or written, or a member can't be in an ensemble
   * @throws IllegalArgumentException if there is not one file for each member
   */
  public static void write(Path file, List<Path> members, EnsembleClassifier ensemble)
      throws IOException {
    if (members.size() != ensemble.members().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d files for an ensemble of %d members",
              members.size(),
              ensemble.members().size()));
    }
    Map<String, byte[]> fitted = fitted(ensemble.facts());
    Map<String, String> sha256 = new TreeMap<>();
    fitted.forEach((name, bytes) -> sha256.put(name, BundleZip.sha256(bytes)));
    List<Member> entries = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      boolean onnx = isOnnx(members.get(i));
      entries.add(new Member(ensemble.members().get(i).name(), onnx));
      sha256.put(
          folder(i) + (onnx ? ONNX_MODEL : MANIFEST),
          BundleZip.sha256(onnx ? onnxModel(members.get(i)) : manifest(members.get(i))));
    }
    byte[] json =
        JSON.writeValueAsBytes(
            new Manifest(FORMAT, VERSION, entries, ensemble.views().count(), sha256));
    WholeFile.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          zip.setLevel(Deflater.NO_COMPRESSION); // Weights are hardly compressible.
          BundleZip.put(zip, MANIFEST, json);
          BundleZip.put(zip, DIGEST, BundleZip.sha256(json).getBytes(StandardCharsets.UTF_8));
          for (Map.Entry<String, byte[]> each : fitted.entrySet()) {
            BundleZip.put(zip, each.getKey(), each.getValue());
          }
          for (int i = 0; i < members.size(); i++) {
            if (entries.get(i).onnx()) {
              BundleZip.put(zip, folder(i) + ONNX_MODEL, onnxModel(members.get(i)));
            } else {
              copy(members.get(i), folder(i), zip);
            }
          }
          zip.finish();
        });
  }

  private static Map<String, byte[]> fitted(ClassifierFacts facts) {
    Map<String, String> text = new LinkedHashMap<>();
    if (!facts.thresholds().isEmpty()) {
      text.put(THRESHOLDS, ClassifierJson.ofThresholds(facts.thresholds()));
    }
    facts
        .recalibration()
        .ifPresent(fit -> text.put(RECALIBRATION, ClassifierJson.ofRecalibration(fit)));
    facts.predictionSets().ifPresent(fit -> text.put(SETS, ClassifierJson.ofPredictionSets(fit)));
    Map<String, byte[]> entries = new LinkedHashMap<>();
    text.forEach((name, json) -> entries.put(name, json.getBytes(StandardCharsets.UTF_8)));
    return entries;
  }

  private static String folder(int index) {
    return "members/" + (index + 1) + "/";
  }

  private static byte[] onnxModel(Path file) throws IOException {
    if (Files.size(file) > MAX_ONNX_BYTES) {
      throw new IOException(
          file + ": larger than 512 MiB; a model.onnx in an ensemble must not be larger");
    }
    return Files.readAllBytes(file);
  }

  private static byte[] manifest(Path file) throws IOException {
    try (BundleZip zip = BundleZip.open(file, "")) {
      return zip.bytes(MANIFEST, MAX_JSON_BYTES);
    }
  }

  private static void copy(Path file, String folder, ZipOutputStream to) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.getEntry(BACKBONE_SETTINGS) != null && zip.getEntry(BACKBONE) == null) {
        throw new IOException(
            file
                + ": its ONNX network is beside it; a member of an ensemble needs its network inside,"
                + " which has one file of at most 512 MiB");
      }
      for (ZipEntry entry : Collections.list(zip.entries())) {
        BundleZip.begin(to, folder + entry.getName());
        try (InputStream in = zip.getInputStream(entry)) {
          ByteStreams.copy(in, to);
        }
        to.closeEntry();
      }
    }
  }
}
