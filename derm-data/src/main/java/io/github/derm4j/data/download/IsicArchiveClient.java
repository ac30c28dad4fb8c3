package io.github.derm4j.data.download;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Downloads a selection of the ISIC Archive by its public API, version 2.
 *
 * <p>The folder then holds {@code <isic_id>.jpg}, {@code metadata.csv} with every field that the
 * archive has, {@code attribution.csv} with whom to name and under which licence for each image,
 * and {@code checksums.csv}. Called again with the same folder, it goes on where it stopped: a file
 * whose checksum is right is not fetched again. A file gets its name only when it is whole.
 */
public final class IsicArchiveClient {

  /** The archive's own address. */
  public static final URI PUBLIC_API = URI.create("https://api.isic-archive.com/api/v2/");

  private static final int PAGE = 100;

  private final URI api;
  private final PatientHttp http;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * A client.
   *
   * @param api the address of the API, ending in {@code /}; {@link #PUBLIC_API} as a rule
   * @param policy how failures are treated; {@link RetryPolicy#POLITE} as a rule
   */
  public IsicArchiveClient(URI api, RetryPolicy policy) {
    this.api = api;
    this.http = new PatientHttp(policy);
  }

  /**
   * Downloads images.
   *
   * @param query in the archive's query language, such as {@code diagnosis_3:"Nevus" AND sex:male};
   *     blank for all
   * @param limit how many images at most, at least 1
   * @param folder is created if need be
   * @return what was done
   * @throws IOException if the list can't be had or the folder can't be written; an image that
   *     can't be had is listed in the result instead
   * @throws InterruptedException if the thread is interrupted; what was fetched so far stays
   */
  public IsicDownload download(String query, int limit, Path folder)
      throws IOException, InterruptedException {
    if (limit < 1) {
      throw new IllegalArgumentException("a limit of " + limit + " images: at least 1 is needed");
    }
    Files.createDirectories(folder);
    List<IsicImage> images = list(query, limit);
    writeTables(images, folder);
    Map<String, String> checksums = readChecksums(folder);
    List<String> failed = new ArrayList<>();
    int fetched = 0;
    int alreadyThere = 0;
    try {
      for (IsicImage image : images) {
        Path file = folder.resolve(image.id() + ".jpg");
        if (Files.exists(file)
            && sha256(Files.readAllBytes(file)).equals(checksums.get(image.id()))) {
          alreadyThere++;
        } else if (fetch(image, file, checksums)) {
          fetched++;
        } else {
          failed.add(image.id());
        }
      }
    } finally {
      writeChecksums(checksums, folder);
    }
    return new IsicDownload(folder, images.size(), fetched, alreadyThere, failed);
  }

  /** Page after page, until the limit or the end. */
  private List<IsicImage> list(String query, int limit) throws IOException, InterruptedException {
    List<IsicImage> images = new ArrayList<>();
    String search = "images/search/?limit=" + Math.min(PAGE, limit);
    if (!query.isBlank()) {
      search += "&query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    }
    URI next = api.resolve(search);
    while (next != null && images.size() < limit) {
      JsonNode page = json.readTree(http.get(next));
      for (JsonNode result : page.path("results")) {
        if (images.size() < limit) {
          images.add(IsicImage.parse(result));
        }
      }
      next = page.path("next").isTextual() ? URI.create(page.path("next").asText()) : null;
    }
    return images;
  }

  private boolean fetch(IsicImage image, Path file, Map<String, String> checksums)
      throws IOException, InterruptedException {
    if (!image.uri().isAbsolute()) {
      return false;
    }
    byte[] bytes;
    try {
      bytes = http.get(image.uri());
    } catch (IOException e) {
      return false;
    }
    if (image.size() > 0 && bytes.length != image.size()) {
      return false;
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, bytes);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    checksums.put(image.id(), sha256(bytes));
    return true;
  }

  private static void writeTables(List<IsicImage> images, Path folder) throws IOException {
    Set<String> columns = new LinkedHashSet<>();
    images.forEach(image -> columns.addAll(image.fields().keySet()));
    try (CsvWriter metadata = CsvWriter.builder().build(folder.resolve("metadata.csv"));
        CsvWriter attribution = CsvWriter.builder().build(folder.resolve("attribution.csv"))) {
      List<String> header = new ArrayList<>(List.of("isic_id"));
      header.addAll(columns);
      metadata.writeRecord(header);
      attribution.writeRecord("isic_id", "attribution", "copyright_license");
      for (IsicImage image : images) {
        List<String> row = new ArrayList<>(List.of(image.id()));
        columns.forEach(column -> row.add(image.fields().getOrDefault(column, "")));
        metadata.writeRecord(row);
        attribution.writeRecord(
            image.id(),
            image.fields().getOrDefault("attribution", ""),
            image.fields().getOrDefault("copyright_license", ""));
      }
    }
  }

  private static Map<String, String> readChecksums(Path folder) throws IOException {
    Map<String, String> checksums = new HashMap<>();
    Path file = folder.resolve("checksums.csv");
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        int comma = line.indexOf(',');
        if (comma > 0) {
          checksums.put(line.substring(0, comma), line.substring(comma + 1));
        }
      }
    }
    return checksums;
  }

  private static void writeChecksums(Map<String, String> checksums, Path folder)
      throws IOException {
    List<String> lines = new ArrayList<>(List.of("isic_id,sha256"));
    new TreeMap<>(checksums)
        .forEach(
            (id, sha256) -> {
              if (!id.equals("isic_id")) {
                lines.add(id + "," + sha256);
              }
            });
    Files.write(folder.resolve("checksums.csv"), lines);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
