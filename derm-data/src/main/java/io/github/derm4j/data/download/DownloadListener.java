package io.github.derm4j.data.download;

/** Is told how far a download is. */
@FunctionalInterface
public interface DownloadListener {

  /**
   * An image is done: fetched, there already, or given up. Called on the downloading thread.
   *
   * @param done how many are
   * @param images how many the selection has
   */
  void at(int done, int images);
}
