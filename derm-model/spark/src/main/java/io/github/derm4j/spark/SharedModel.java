package io.github.derm4j.spark;

import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileStatus;

/**
 * A classifier on a Hadoop file system. Each executor's JVM copies and opens it once, and all its
 * tasks share it.
 *
 * @param settings the settings of the file system
 * @param path the file
 * @param bytes its length when the driver read it
 * @param changed the time of its last change then; another file under the same path is another
 *     model
 * @param onnx whether it is an ONNX model
 * @param sha256 the SHA-256 of its content
 */
record SharedModel(
    HadoopSettings settings, String path, long bytes, long changed, boolean onnx, String sha256)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The first byte of an ONNX model, which begins with its format version: field 1, a varint. */
  private static final int ONNX_FIRST = 0x08;

  private static final Map<String, ImageClassifier> OPEN = new ConcurrentHashMap<>();

  /** Reads the facts of a model, on the driver. */
  static SharedModel of(HadoopSettings settings, String text) throws IOException {
    org.apache.hadoop.fs.Path path = settings.path(text);
    FileStatus status = settings.fileSystem(path).getFileStatus(path);
    if (status.isDirectory()) {
      throw new IOException(path + " is a folder; give a model.zip from training or a model.onnx");
    }
    int first;
    try (InputStream in = settings.fileSystem(path).open(path)) {
      first = in.read();
    }
    if (first != ONNX_FIRST && first != 'P') {
      throw new IOException(
          path + ": neither a model.zip from training nor a model.onnx from derm export");
    }
    return new SharedModel(
        settings,
        path.toString(),
        status.getLen(),
        status.getModificationTime(),
        first == ONNX_FIRST,
        settings.sha256(path));
  }

  /**
   * The classifier in this JVM.
   *
   * @param sessions the number of tasks that use it at the same time
   * @param threads the number of threads that each task may use
   */
  ImageClassifier open(int sessions, int threads) {
    return OPEN.computeIfAbsent(
        sha256,
        key -> {
          try {
            return load(sessions, threads);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private ImageClassifier load(int sessions, int threads) throws IOException {
    return settings.withCopy(
        path,
        onnx ? ".onnx" : ".zip",
        copy ->
            onnx
                ? OnnxLesionClassifier.load(copy, threads)
                : LesionClassifier.load(copy).withSessions(sessions));
  }
}
