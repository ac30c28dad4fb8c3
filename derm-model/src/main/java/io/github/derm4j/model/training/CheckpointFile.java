package io.github.derm4j.model.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.ByteStreams;
import io.github.derm4j.taxonomy.internal.Digits;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The file format of a checkpoint: a zip of {@code checkpoint.json} (format and version, the facts
 * of the run, the position) and, in this order, {@code parameters.f32}, {@code updater.f32} and
 * {@code average.f32}: flat 32-bit floats, little-endian. The checksums of the zip detect a damaged
 * file.
 */
final class CheckpointFile {

  private static final String FORMAT = "derm4j-checkpoint";
  private static final int VERSION = 1;
  private static final String MANIFEST = "checkpoint.json";
  private static final int MAX_JSON_BYTES = 64 << 20;
  private static final int CHUNK_FLOATS = 1 << 18;
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Manifest(
      @Nullable String format,
      int version,
      @Nullable Map<String, String> run,
      @Nullable TrainingPosition position) {}

  private CheckpointFile() {}

  /** Writes a checkpoint and waits until it is on the disk. */
  static void write(
      Path file, Map<String, String> run, TrainingPosition position, TrainingArrays arrays)
      throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out =
            new BufferedOutputStream(
                Channels.newOutputStream(channel), Float.BYTES * CHUNK_FLOATS);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(Deflater.NO_COMPRESSION); // Weights are hardly compressible.
      zip.putNextEntry(new ZipEntry(MANIFEST));
      zip.write(JSON.writeValueAsBytes(new Manifest(FORMAT, VERSION, run, position)));
      for (Map.Entry<String, INDArray> array : arrays.byName().entrySet()) {
        zip.putNextEntry(new ZipEntry(entryName(array.getKey())));
        writeFloats(zip, array.getValue());
      }
      zip.finish();
      zip.flush();
      channel.force(true);
    }
  }

  /**
   * Reads a checkpoint into arrays of the same lengths.
   *
   * @throws IOException if the file is damaged, of another format, or of another run
   */
  static TrainingPosition read(Path file, Map<String, String> run, TrainingArrays arrays)
      throws IOException {
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      TrainingPosition position = position(file, zip, run);
      for (Map.Entry<String, INDArray> array : arrays.byName().entrySet()) {
        requireEntry(zip, entryName(array.getKey()));
        readFloats(zip, array.getValue());
      }
      return position;
    } catch (ZipException | EOFException | JsonProcessingException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: damaged (%s); delete it to resume from the checkpoint before it",
              file,
              Digits.ascii(e.getMessage())),
          e);
    }
  }

  private static TrainingPosition position(Path file, ZipInputStream zip, Map<String, String> run)
      throws IOException {
    requireEntry(zip, MANIFEST);
    byte[] json = ByteStreams.limit(zip, MAX_JSON_BYTES).readAllBytes();
    Manifest manifest = JSON.readValue(json, Manifest.class);
    if (!FORMAT.equals(manifest.format()) || manifest.version() != VERSION) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %s of version %d, this version reads %s of version %d; start again in another"
                  + " folder",
              file,
              manifest.format(),
              manifest.version(),
              FORMAT,
              VERSION));
    }
    SameTraining.require(file, Objects.requireNonNullElse(manifest.run(), Map.of()), run);
    if (manifest.position() == null) {
      throw new ZipException("no position");
    }
    return manifest.position();
  }

  private static String entryName(String array) {
    return array + ".f32";
  }

  private static void requireEntry(ZipInputStream zip, String name) throws IOException {
    ZipEntry entry = zip.getNextEntry();
    if (entry == null || !entry.getName().equals(name)) {
      throw new ZipException("no " + name + " where it should be");
    }
  }

  private static void writeFloats(OutputStream out, INDArray array) throws IOException {
    INDArray flat = array.reshape(array.length());
    for (long from = 0; from < flat.length(); from += CHUNK_FLOATS) {
      long to = Math.min(flat.length(), from + CHUNK_FLOATS);
      out.write(bytes(flat.get(NDArrayIndex.interval(from, to))));
    }
  }

  /** The bytes of the numbers in the file. */
  static byte[] bytes(INDArray part) {
    float[] values = part.toFloatVector();
    byte[] bytes = new byte[Float.BYTES * values.length];
    littleEndian(bytes).put(values);
    return bytes;
  }

  private static void readFloats(InputStream in, INDArray array) throws IOException {
    INDArray flat = array.reshape(array.length());
    for (long from = 0; from < flat.length(); from += CHUNK_FLOATS) {
      long to = Math.min(flat.length(), from + CHUNK_FLOATS);
      float[] values = new float[Math.toIntExact(to - from)];
      byte[] bytes = new byte[Float.BYTES * values.length];
      ByteStreams.readFully(in, bytes);
      littleEndian(bytes).get(values);
      flat.get(NDArrayIndex.interval(from, to)).assign(Nd4j.createFromArray(values));
    }
    if (in.read() >= 0) { // The zip verifies the checksum at the end.
      throw new ZipException("more numbers than the network has");
    }
  }

  private static FloatBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}
