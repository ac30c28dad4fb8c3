package io.github.derm4j.cli.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.report.HtmlReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The classify page without a server: a folder of files for any static host, whose page runs the
 * classifier on the device of the visitor.
 *
 * <p>The files of the page, the parts of the network and the runtime are in folders named by their
 * content. {@code index.html}, which refers to them, is written last, so that visitors always find
 * either the complete old page or the complete new one.
 */
public final class DevicePage {

  private static final String PAGE = "index.html";
  private static final String SERVICE_WORKER = "service-worker.js";
  private static final String PARTS = "parts/";
  private static final String RUNTIME = "onnxruntime.js";
  private static final String WORKER = "worker.js";
  private static final String LICENCES = "licences.txt";
  private static final String MANIFEST = "manifest.webmanifest";

  /** The mark of an exported page, by which the next export recognises it. */
  private static final String MARK = "<meta name=\"generator\" content=\"derm export --web\">";

  private static final Pattern VERSION_FOLDER = Pattern.compile("v-[0-9a-f]{16}");
  private static final Pattern PART = Pattern.compile("[0-9a-f]{32}[.]bin");

  /**
   * The maximum size of a part of the network: an interrupted download resumes with the next part,
   * and some hosts limit the size of files.
   */
  private static final int PART_BYTES = 4 << 20;

  private static final int VERSION_LENGTH = 16;
  private static final int PART_NAME_LENGTH = 32;

  /** The content security policy: only the page's own files, and nothing inline. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
          + " connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none';"
          + " form-action 'none'";

  /** The scripts that the page loads, in order. */
  private static final List<String> MODULES =
      List.of("device.js", "answer.js", "base.js", "classify-view.js");

  private final ObjectNode model;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, byte[]> parts = new LinkedHashMap<>();

  private DevicePage(
      ImageClassifier classifier, String name, byte[] network, OnnxRuntimeWeb runtime) {
    model = DeviceModel.json(classifier, name);
    model.set("runtime", inParts(runtime.binary()));
    model.set("network", inParts(network));
    for (String own :
        List.of("base.js", "classify-view.js", "classify.css", "serve.css", "icon.svg")) {
      files.put(own, Routes.read(DevicePage.class, own));
    }
    for (String own :
        List.of(
            "device.js",
            "answer.js",
            WORKER,
            "decode.js",
            "memory.js",
            "png.js",
            "resample.js",
            LICENCES)) {
      files.put(own, Routes.read(DevicePage.class, "device/" + own));
    }
    files.put("report.css", Routes.read(HtmlReport.class, "report.css"));
    files.put(RUNTIME, runtime.script());
    files.put(MANIFEST, utf8(manifest(name).toString()));
  }

  /**
   * Writes the page of a classifier. A page of an earlier export is replaced.
   *
   * @param classifier the classifier, whose tree, classes, preprocessing and thresholds the page
   *     contains
   * @param name its name, for the page
   * @param network the classifier as an ONNX model
   * @param runtime the runtime
   * @param folder the folder for the page, created if it does not exist
   * @param force whether to write into a folder with other files, which are kept except for files
   *     of the same name
   * @throws IOException if the folder has other files and {@code force} is false, or can't be
   *     written
   */
  public static void write(
      ImageClassifier classifier,
      String name,
      byte[] network,
      OnnxRuntimeWeb runtime,
      Path folder,
      boolean force)
      throws IOException {
    requireOurs(folder, force);
    new DevicePage(classifier, name, network, runtime).write(folder);
  }

  /**
   * Checks that a page may be written to a folder, before any work is done.
   *
   * @param folder the folder, which need not exist
   * @param force whether it may have other files
   * @throws IOException if it is a file, or has other files and {@code force} is false
   */
  public static void requireOurs(Path folder, boolean force) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is a file; name a folder for the page");
    }
    if (force || isOurs(folder)) {
      return;
    }
    throw new IOException(
        folder
            + " has files that are not from derm export; choose another folder, or add --force,"
            + " which replaces its index.html and service-worker.js and keeps all other files");
  }

  private static boolean isOurs(Path folder) throws IOException {
    Path page = folder.resolve(PAGE);
    if (Files.exists(page)) {
      return Files.readString(page).contains(MARK);
    }
    // Empty, or the rest of an interrupted export.
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> String.valueOf(entry.getFileName()))
          .allMatch(
              entry ->
                  PARTS.equals(entry + "/")
                      || VERSION_FOLDER.matcher(entry).matches()
                      || entry.startsWith(SERVICE_WORKER)
                      || entry.startsWith(PAGE));
    }
  }

  private ObjectNode inParts(byte[] bytes) {
    ObjectNode file = Exchange.object().put("bytes", bytes.length);
    ArrayNode list = file.putArray("parts");
    for (int from = 0; from < bytes.length; from += PART_BYTES) {
      byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PART_BYTES));
      String path = PARTS + sha256(part).substring(0, PART_NAME_LENGTH) + ".bin";
      parts.put(path, part);
      list.addObject()
          .put("path", path)
          .put("bytes", part.length)
          .put("integrity", integrity(part));
    }
    return file;
  }

  private static ObjectNode manifest(String name) {
    ObjectNode manifest =
        Exchange.object()
            .put("name", "Derm4j: " + name)
            .put("short_name", "Derm4j")
            .put("start_url", "../")
            .put("scope", "../")
            .put("display", "standalone")
            .put("background_color", "#10343b")
            .put("theme_color", "#10343b");
    manifest
        .putArray("icons")
        .addObject()
        .put("src", "icon.svg")
        .put("sizes", "any")
        .put("type", "image/svg+xml");
    return manifest;
  }

  private void write(Path folder) throws IOException {
    String template = text("device/service-worker.js");
    String version =
        sha256(utf8(template + POLICY + html("") + integrities(files)))
            .substring(0, VERSION_LENGTH);
    String own = "v-" + version + "/";
    Map<String, byte[]> page = new LinkedHashMap<>();
    files.forEach((name, bytes) -> page.put(own + name, bytes));
    byte[] html = utf8(html(own));

    Files.createDirectories(folder.resolve(PARTS));
    Files.createDirectories(folder.resolve(own));
    for (Map<String, byte[]> each : List.of(parts, page)) {
      for (Map.Entry<String, byte[]> file : each.entrySet()) {
        write(folder, file.getKey(), file.getValue());
      }
    }
    page.put(PAGE, html);
    ObjectNode plan = Exchange.object().put("version", version).put("policy", POLICY);
    plan.putArray("workers").add(own + WORKER).add(own + RUNTIME);
    plan.set("page", integrities(page));
    plan.set("parts", integrities(parts));
    write(folder, SERVICE_WORKER, utf8(template.replace("{{plan}}", plan.toPrettyString())));
    write(folder, PAGE, html);
    removeOthers(folder, own);
  }

  private static void write(Path folder, String name, byte[] bytes) throws IOException {
    WholeFile.write(folder.resolve(name), out -> out.write(bytes));
  }

  /** The files of earlier exports. */
  private void removeOthers(Path folder, String own) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        String name = String.valueOf(entry.getFileName());
        if (VERSION_FOLDER.matcher(name).matches() && !own.equals(name + "/")) {
          MoreFiles.deleteRecursively(entry, RecursiveDeleteOption.ALLOW_INSECURE);
        }
      }
    }
    try (Stream<Path> entries = Files.list(folder.resolve(PARTS))) {
      for (Path entry : entries.toList()) {
        String name = String.valueOf(entry.getFileName());
        if (PART.matcher(name).matches() && !parts.containsKey(PARTS + name)) {
          Files.delete(entry);
        }
      }
    }
  }

  /**
   * Makes the page.
   *
   * @param own the folder of its files
   */
  private String html(String own) {
    StringBuilder head = new StringBuilder(MARK);
    head.append("\n<meta http-equiv=\"Content-Security-Policy\" content=\"")
        .append(POLICY)
        .append("\">\n<link rel=\"manifest\" href=\"")
        .append(own + MANIFEST)
        .append("\">\n<link rel=\"stylesheet\" href=\"")
        .append(own + "classify.css")
        .append("\">\n");
    for (String module : MODULES) {
      head.append("<link rel=\"modulepreload\" href=\"")
          .append(own + module)
          .append("\" integrity=\"")
          .append(integrity(files.getOrDefault(module, new byte[0])))
          .append("\">\n");
    }
    head.append("<script type=\"module\" src=\"")
        .append(own + MODULES.get(0))
        .append("\" integrity=\"")
        .append(integrity(files.getOrDefault(MODULES.get(0), new byte[0])))
        .append("\"></script>\n");
    // Browsers treat this as data; a name that would end the element is escaped.
    head.append("<script type=\"application/json\" id=\"model\">")
        .append(model.toString().replace("<", "\\u003c"))
        .append("</script>");
    String drop = "<div class=\"panel drop\"";
    String main =
        ClassifyPage.main("device/lead.html").replace(drop, text("device/panels.html") + drop)
            + "<p class=\"fine\"><a href=\""
            + own
            + LICENCES
            + "\">Licences of this page</a></p>";
    return PageFrame.html(own, "Classify", head.toString(), "", main);
  }

  private static ObjectNode integrities(Map<String, byte[]> files) {
    ObjectNode all = Exchange.object();
    files.forEach((name, bytes) -> all.put(name, integrity(bytes)));
    return all;
  }

  private static String integrity(byte[] bytes) {
    return "sha256-"
        + Base64.getEncoder().encodeToString(Hashing.sha256().hashBytes(bytes).asBytes());
  }

  private static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  private static String text(String resource) {
    return new String(Routes.read(DevicePage.class, resource), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
