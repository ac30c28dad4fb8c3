package io.github.derm4j.cli;

import io.github.derm4j.data.download.DownloadListener;
import io.github.derm4j.model.internal.Format;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows the progress of a download, its speed and the time left. */
final class DownloadProgress implements DownloadListener, AutoCloseable {

  private static final double MEGABYTE = 1e6;
  private static final double GIGABYTE = 1e9;

  /** The minimum number of images for a meaningful rate. */
  private static final int ENOUGH = 10;

  private final Terminal terminal;
  private final long start = System.nanoTime();
  private @Nullable Progress progress;

  DownloadProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void at(State state) {
    if (progress == null) {
      terminal.say("derm: " + size(state));
      progress = terminal.progress("download", state.images(), "images");
    }
    progress.at(state.done(), note(state, (System.nanoTime() - start) / 1e9));
  }

  private static String size(State state) {
    String images = Format.count(state.images(), "image") + " in the selection";
    return state.totalBytes() < 0
        ? images
        : String.format(Locale.ROOT, "%s, about %.1f GB", images, state.totalBytes() / GIGABYTE);
  }

  /**
   * The rate and the time left, from the fetched images only, because existing images take no time.
   */
  static String note(State state, double seconds) {
    if (state.fetched() == 0 || seconds <= 0) {
      return "";
    }
    String rate =
        String.format(Locale.ROOT, "%.1f MB/s", state.fetchedBytes() / MEGABYTE / seconds);
    int left = state.images() - state.done();
    return state.fetched() < ENOUGH || left == 0
        ? rate
        : rate + ", " + Format.duration(left * seconds / state.fetched()) + " left";
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.close();
    }
  }
}
