package io.github.derm4j.model.inception;

import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.download.RetryPolicy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * The files of ImageNet weights that Keras publishes for Inception v3. Files are downloaded only by
 * {@link #download}.
 */
public enum OfficialWeights {
  /** The whole network, with the softmax over 1,000 classes of ImageNet. */
  WITH_TOP(
      "inception_v3_weights_tf_dim_ordering_tf_kernels.h5", "9a0d58056eeedaa3f26cb7ebd46da564"),
  /** The body alone, which suffices for fine-tuning. */
  WITHOUT_TOP(
      "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5",
      "bcbd6486424b2319ff4ef7d526e38f63");

  /** The address at which Keras publishes the files. */
  public static final URI ADDRESS =
      URI.create("https://storage.googleapis.com/tensorflow/keras-applications/inception_v3/");

  /**
   * The maximum number of bytes, larger than both files, so that an endless response can't fill the
   * disk.
   */
  private static final long MAXIMUM_BYTES = 200_000_000;

  private final String fileName;
  private final String md5;

  OfficialWeights(String fileName, String md5) {
    this.fileName = fileName;
    this.md5 = md5;
  }

  /** {@return the file's name, at the {@link #ADDRESS} and in the cache} */
  public String fileName() {
    return fileName;
  }

  /** {@return the MD5 that Keras publishes, in hexadecimal} */
  public String md5() {
    return md5;
  }

  /**
   * The usual cache folder of the user: {@code derm4j} in {@code XDG_CACHE_HOME}, in {@code
   * LOCALAPPDATA} on Windows, or in {@code ~/.cache}.
   *
   * @return the folder, which need not exist
   */
  public static Path userCache() {
    return userCache(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  static Path userCache(Map<String, String> environment, Path home) {
    for (String variable : new String[] {"XDG_CACHE_HOME", "LOCALAPPDATA"}) {
      String folder = environment.getOrDefault(variable, "");
      if (!folder.isBlank()) {
        return Path.of(folder, "derm4j");
      }
    }
    return home.resolve(".cache").resolve("derm4j");
  }

  /**
   * Downloads the file, unless it is already in the folder. It resumes an interrupted download if
   * the server supports this. The file gets its name only when it is complete and its MD5 is
   * correct.
   *
   * @param folder the folder of the file, created if it does not exist; usually {@link
   *     #userCache()}
   * @param address the address of its folder, ending in {@code /}; usually {@link #ADDRESS}
   * @param policy the handling of failures; usually {@link RetryPolicy#POLITE}
   * @param listener receives the progress, in bytes
   * @return the file
   * @throws IOException if it can't be downloaded, is not the file that Keras publishes, or can't
   *     be written; the message names the address and the remedy
   * @throws InterruptedException if the thread is interrupted between two attempts; the downloaded
   *     part is kept
   */
  public Path download(Path folder, URI address, RetryPolicy policy, ProgressListener listener)
      throws IOException, InterruptedException {
    return new CheckedDownload(address.resolve(fileName), md5, MAXIMUM_BYTES, policy)
        .into(folder.resolve(fileName), listener);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
