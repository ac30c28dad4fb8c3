package io.github.derm4j.data.download;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Downloads a selection of the ISIC Archive by its public API, version 2.
 *
 * <p>The folder then holds the images, {@code <isic_id>.jpg} or with the ending that their content
 * has; {@code metadata.csv} with every field that the archive has; {@code attribution.csv} with the
 * attribution and licence of each image, {@code attribution.txt} with the attributions of all
 * images, and {@code licenses/} with the licences' texts; and {@code checksums.csv}. Called again
 * with the same folder, it resumes: a file whose checksum is right is not fetched again. A file
 * appears under its name only when it is complete, has the size that the archive lists and begins
 * like an image.
 *
 * <p>Addresses of images are signed and expire: the list is read page by page, and an address that
 * is refused is requested once more. Before the first image, and before each page, the folder's
 * disk must have room.
 */
public final class IsicArchiveClient {

  /** The archive's own address. */
  public static final URI PUBLIC_API = URI.create("https://api.isic-archive.com/api/v2/");

  /** The number of images that are fetched at a time unless another is chosen. */
  public static final int THREADS = 4;

  /** The maximum number of images that are fetched at a time, to limit the load of the server. */
  public static final int MAX_THREADS = 16;

  private final URI api;
  private final RetryPolicy policy;
  private final int threads;

  /**
   * A client that fetches {@value #THREADS} images at a time.
   *
   * @param api the address of the API, ending in {@code /}; {@link #PUBLIC_API} as a rule
   * @param policy how failures are treated, and how many requests are made in a second by all
   *     threads together; {@link RetryPolicy#POLITE} as a rule
   */
  public IsicArchiveClient(URI api, RetryPolicy policy) {
    this(api, policy, THREADS);
  }

  private IsicArchiveClient(URI api, RetryPolicy policy, int threads) {
    this.api = api;
    this.policy = policy;
    this.threads = threads;
  }

  /**
   * The same client with another number of images at a time.
   *
   * @param number from 1 to {@value #MAX_THREADS}
   * @return a changed copy
   * @throws IllegalArgumentException if the number is outside that range
   */
  public IsicArchiveClient withThreads(int number) {
    if (number < 1 || number > MAX_THREADS) {
      throw new IllegalArgumentException(number + " threads: must be 1 to " + MAX_THREADS);
    }
    return new IsicArchiveClient(api, policy, number);
  }

  /**
   * Downloads images, without progress events.
   *
   * @param selection which images
   * @param folder is created if need be
   * @return what was done
   * @throws IOException if the list can't be downloaded, the disk has too little room or the folder
   *     can't be written; an image that can't be downloaded is listed in the result instead
   * @throws InterruptedException if the thread is interrupted; what was fetched so far is kept
   */
  public IsicDownload download(IsicSelection selection, Path folder)
      throws IOException, InterruptedException {
    return download(selection, folder, state -> {});
  }

  /**
   * Downloads images.
   *
   * @param selection which images
   * @param folder is created if need be
   * @param listener receives how far it is, when the list begins and after each image
   * @return what was done
   * @throws IOException if the list can't be downloaded, the disk has too little room or the folder
   *     can't be written; an image that can't be downloaded is listed in the result instead
   * @throws InterruptedException if the thread is interrupted; what was fetched so far is kept,
   *     with tables of the images that were listed, and no file is incomplete
   */
  public IsicDownload download(IsicSelection selection, Path folder, DownloadListener listener)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    return new DownloadRun(api, new PatientHttp(policy), threads, selection, folder, listener)
        .run();
  }
}
