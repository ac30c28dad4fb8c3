package io.github.derm4j.data.download;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.derm4j.data.internal.WholeFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
   * Downloads images, without telling how far it is.
   *
   * @param selection which images
   * @param folder is created if need be
   * @return what was done
   * @throws IOException if the list can't be had or the folder can't be written; an image that
   *     can't be had is listed in the result instead
   * @throws InterruptedException if the thread is interrupted; what was fetched so far stays
   */
  public IsicDownload download(IsicSelection selection, Path folder)
      throws IOException, InterruptedException {
    return download(selection, folder, (done, images) -> {});
  }

  /**
   * Downloads images.
   *
   * @param selection which images
   * @param folder is created if need be
   * @param listener is told of each image that is done
   * @return what was done
   * @throws IOException if the list can't be had or the folder can't be written; an image that
   *     can't be had is listed in the result instead
   * @throws InterruptedException if the thread is interrupted; what was fetched so far stays, and
   *     no file is left half
   */
  public IsicDownload download(IsicSelection selection, Path folder, DownloadListener listener)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    List<IsicImage> images = list(selection);
    writeTables(images, folder);
    Checksums checksums = Checksums.open(folder);
    List<String> failed = new ArrayList<>();
    int fetched = 0;
    int alreadyThere = 0;
    for (IsicImage image : images) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the download was stopped");
      }
      Path file = folder.resolve(image.id() + ".jpg");
      if (checksums.isComplete(image.id(), file)) {
        alreadyThere++;
      } else if (fetch(image, file, checksums)) {
        fetched++;
      } else {
        failed.add(image.id());
      }
      listener.at(fetched + alreadyThere + failed.size(), images.size());
    }
    return new IsicDownload(folder, images.size(), fetched, alreadyThere, failed);
  }

  /** Page after page, until the limit or the end. */
  private List<IsicImage> list(IsicSelection selection) throws IOException, InterruptedException {
    int limit = selection.limit();
    List<IsicImage> images = new ArrayList<>();
    URI next =
        api.resolve("images/search/?limit=" + Math.min(PAGE, limit) + selection.parameters());
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

  private boolean fetch(IsicImage image, Path file, Checksums checksums)
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
    WholeFile.write(file, out -> out.write(bytes));
    checksums.add(image.id(), bytes);
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
}
