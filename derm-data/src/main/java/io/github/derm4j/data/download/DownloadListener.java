package io.github.derm4j.data.download;

/** Receives the progress of a download. */
@FunctionalInterface
public interface DownloadListener {

  /**
   * How far a download is.
   *
   * @param done how many images are done: fetched, there already, or given up
   * @param images how many the selection has, as far as the archive says; otherwise its limit
   * @param fetched how many of the done images were fetched by this call
   * @param fetchedBytes how many bytes those have
   * @param totalBytes about how many bytes all images of the selection have; negative if unknown
   */
  record State(int done, int images, int fetched, long fetchedBytes, long totalBytes) {}

  /**
   * The list has begun, or an image is done. Called on the thread that called the download.
   *
   * @param state how far it is
   */
  void at(State state);
}
