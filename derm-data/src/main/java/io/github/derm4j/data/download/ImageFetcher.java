package io.github.derm4j.data.download;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.data.ImageFormat;
import io.github.derm4j.data.internal.WholeFile;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/** Fetches single images into a folder. Safe for use by several threads. */
final class ImageFetcher {

  /** The outcome for an image; {@code reason} is empty unless it could not be fetched. */
  record Outcome(String id, boolean fetched, long bytes, String reason) {}

  /** The statuses with which the archive's storage refuses an expired address. */
  private static final Set<Integer> EXPIRED = Set.of(400, 401, 403);

  private static final int SHOWN = 8;

  private final URI api;
  private final PatientHttp http;
  private final Path folder;
  private final Checksums checksums;
  private final ObjectMapper json = new ObjectMapper();

  ImageFetcher(URI api, PatientHttp http, Path folder, Checksums checksums) {
    this.api = api;
    this.http = http;
    this.folder = folder;
    this.checksums = checksums;
  }

  /**
   * Fetches an image, unless it is already present.
   *
   * @throws IOException if the folder can't be read or written
   */
  Outcome fetch(IsicImage image) throws IOException, InterruptedException {
    if (checksums.isComplete(image.id())) {
      return new Outcome(image.id(), false, 0, "");
    }
    Path part = folder.resolve(image.id() + ".part");
    try {
      return fetch(image, part);
    } catch (PartFile.UnwritableException e) {
      throw e;
    } catch (RefusedImageException e) {
      return new Outcome(image.id(), false, 0, String.valueOf(e.getMessage()));
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private Outcome fetch(IsicImage listed, Path part) throws IOException, InterruptedException {
    IsicImage image = listed;
    PartFile file;
    try {
      file = receive(image, part);
    } catch (PatientHttp.RefusedException e) {
      if (!EXPIRED.contains(e.status())) {
        throw new RefusedImageException(reason(e, image));
      }
      image = listedNow(image);
      try {
        file = receive(image, part);
      } catch (PatientHttp.RefusedException again) {
        throw new RefusedImageException(reason(again, image));
      }
    }
    ImageFormat format = format(file.head());
    String name = image.id() + "." + ending(image.uri(), format);
    File old = checksums.file(image.id());
    if (old != null && !old.getName().equals(name)) {
      Files.delete(old.toPath());
    }
    WholeFile.replace(part, folder.resolve(name));
    checksums.add(image.id(), file.sha256(), name);
    return new Outcome(image.id(), true, file.bytes(), "");
  }

  private PartFile receive(IsicImage image, Path part) throws IOException, InterruptedException {
    if (!image.uri().isAbsolute()) {
      throw new RefusedImageException("the archive lists no address for it");
    }
    PartFile file = new PartFile(part, image.size(), ImageFormat.HEAD);
    try {
      http.get(image.uri(), file);
    } catch (PatientHttp.RefusedException e) {
      throw e;
    } catch (IOException e) {
      throw new RefusedImageException(reason(e, image));
    }
    return file;
  }

  /** Requests a newly signed address for the image. */
  private IsicImage listedNow(IsicImage image) throws InterruptedException, RefusedImageException {
    URI address = api.resolve("images/" + image.id() + "/");
    try {
      return IsicImage.parse(json.readTree(http.get(address)));
    } catch (IOException e) {
      throw new RefusedImageException(
          "its address has expired, and there is no other: " + e.getMessage());
    }
  }

  private static ImageFormat format(byte[] head) throws RefusedImageException {
    return ImageFormat.of(head)
        .orElseThrow(
            () ->
                new RefusedImageException(
                    "the response is not an image of a supported format ("
                        + ImageFormat.names()
                        + "); its first bytes are "
                        + HexFormat.of().formatHex(head, 0, Math.min(SHOWN, head.length))));
  }

  /** The file extension in the address if it matches the content, otherwise that of the content. */
  private static String ending(URI address, ImageFormat format) {
    String path = String.valueOf(address.getPath());
    if (format.isEndingOf(path)) {
      return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
    return format == ImageFormat.JPEG ? "jpg" : format.name().toLowerCase(Locale.ROOT);
  }

  /** Removes the signature, which is a secret. */
  private static String reason(IOException e, IsicImage image) {
    String message = String.valueOf(e.getMessage());
    String query = image.uri().getRawQuery();
    return query == null ? message : message.replace("?" + query, "");
  }

  /** Thrown for an image that can't be downloaded; the download continues with the next one. */
  private static final class RefusedImageException extends IOException {

    private static final long serialVersionUID = 1;

    RefusedImageException(String message) {
      super(message);
    }
  }
}
