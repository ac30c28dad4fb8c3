package io.github.derm4j.data.download;

/** Receives the progress of a download. */
@FunctionalInterface
public interface DownloadListener {

  /**
   * The progress of a download.
   *
   * @param done the number of finished images: fetched, already present, or failed
   * @param images the number of images of the selection, if the archive states it; otherwise its
   *     limit
   * @param fetched the number of finished images that were fetched by this call
   * @param fetchedBytes the number of bytes of the fetched images
   * @param totalBytes the approximate number of bytes of all images of the selection; negative if
   *     unknown
   */
  record State(int done, int images, int fetched, long fetchedBytes, long totalBytes) {}

  /**
   * Called when the list begins and when an image is finished, on the thread that called the
   * download.
   *
   * @param state the progress
   */
  void at(State state);
}
