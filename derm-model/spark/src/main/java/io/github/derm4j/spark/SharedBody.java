package io.github.derm4j.spark;

import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.inception.KerasWeights;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileStatus;

/**
 * A body with Keras's weights on a Hadoop file system, which each executor's JVM builds once.
 *
 * @param settings the settings of the file system
 * @param path the file
 * @param size the input size of the network in pixels
 * @param pixels the pixel range that the weights require
 * @param sessions the number of tasks that use it at the same time
 * @param sha256 the checksum of the file
 */
record SharedBody(
    HadoopSettings settings,
    String path,
    int size,
    Normalization pixels,
    int sessions,
    String sha256)
    implements FeatureSource {

  private static final long serialVersionUID = 1L;
  private static final Map<Key, FeatureExtractor> OPEN = new ConcurrentHashMap<>();

  private record Key(String sha256, int size, Normalization pixels) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Reads the facts of a weights file, on the driver. */
  static SharedBody of(
      HadoopSettings settings, String text, int size, Normalization pixels, int sessions)
      throws IOException {
    org.apache.hadoop.fs.Path path = settings.path(text);
    FileStatus status = settings.fileSystem(path).getFileStatus(path);
    if (status.isDirectory()) {
      throw new IOException(path + " is a folder; give a file of Keras's weights");
    }
    return new SharedBody(settings, path.toString(), size, pixels, sessions, settings.sha256(path));
  }

  @Override
  public float[] features(LesionImage image) {
    return extractor().features(List.of(image)).toFloatVector();
  }

  private FeatureExtractor extractor() {
    return OPEN.computeIfAbsent(
        new Key(sha256, size, pixels),
        key -> {
          try {
            return settings.withCopy(
                path,
                ".h5",
                (Path copy) ->
                    FeatureExtractor.of(KerasWeights.read(copy).withNormalization(pixels), size)
                        .withSessions(sessions));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
