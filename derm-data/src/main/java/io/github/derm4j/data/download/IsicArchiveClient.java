package io.github.derm4j.data.download;

import io.github.derm4j.data.internal.FolderLock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Downloads a selection of the ISIC Archive by its public API, version 2.
 *
 * <p>The folder then holds the images, {@code <isic_id>.jpg} or with the extension that matches
 * their content; {@code metadata.csv} with every field of the archive; {@code attribution.csv} with
 * the attribution and licence of each image, {@code attribution.txt} with the attributions of all
 * images, and {@code licenses/} with the licences' texts; and {@code checksums.csv}. A second call
 * with the same folder resumes: files with a correct checksum are not fetched again. A file gets
 * its name only when it is complete, has the listed size and begins like an image.
 *
 * <p>Addresses of images are signed and expire: the list is read page by page, and an address that
 * is refused is requested once more. The free space of the disk is checked before the first image
 * and before each page.
 */
public final class IsicArchiveClient {

  /** The address of the archive's API. */
  public static final URI PUBLIC_API = URI.create("https://api.isic-archive.com/api/v2/");

  /** The default number of images that are fetched at a time. */
  public static final int THREADS = 4;

  /** The maximum number of images that are fetched at a time, to limit the load of the server. */
  public static final int MAX_THREADS = 16;

  private final URI api;
  private final RetryPolicy policy;
  private final int threads;

  /**
   * A client that fetches {@value #THREADS} images at a time.
   *
   * @param api the address of the API, ending in {@code /}; usually {@link #PUBLIC_API}
   * @param policy the handling of failures, and the maximum rate of requests of all threads
   *     together; usually {@link RetryPolicy#POLITE}
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
   * A copy that fetches another number of images at a time.
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
   * @param selection the images to download
   * @param folder is created if need be
   * @return the result
   * @throws IOException if the list can't be downloaded, the disk has too little room, the folder
   *     can't be written or is used by another download; an image that can't be downloaded is
   *     listed in the result instead
   * @throws InterruptedException if the thread is interrupted; complete images are kept
   */
  public IsicDownload download(IsicSelection selection, Path folder)
      throws IOException, InterruptedException {
    return download(selection, folder, state -> {});
  }

  /**
   * Downloads images.
   *
   * @param selection the images to download
   * @param folder is created if need be
   * @param listener receives the progress, when the list begins and after each image
   * @return the result
   * @throws IOException if the list can't be downloaded, the disk has too little room, the folder
   *     can't be written or is used by another download; an image that can't be downloaded is
   *     listed in the result instead
   * @throws InterruptedException if the thread is interrupted; complete images are kept, tables of
   *     the listed images are written, and no incomplete file is left
   */
  @SuppressWarnings("try") // The lock is held, not used.
  public IsicDownload download(IsicSelection selection, Path folder, DownloadListener listener)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    try (FolderLock alone = FolderLock.of(folder)) { // The lines of checksums.csv must not mix.
      return new DownloadRun(api, new PatientHttp(policy), threads, selection, folder, listener)
          .run();
    }
  }
}
