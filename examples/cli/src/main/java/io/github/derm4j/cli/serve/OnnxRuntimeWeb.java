package io.github.derm4j.cli.serve;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.derm4j.data.internal.WholeFile;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The two files of ONNX Runtime Web that run a model on the CPU of a browser: a script and
 * WebAssembly. They are from the npm package whose hash is in this class.
 */
public final class OnnxRuntimeWeb {

  /** The version of the package. */
  public static final String VERSION = "1.30.0";

  /** The name of the package's file. */
  public static final String FILE_NAME = "onnxruntime-web-" + VERSION + ".tgz";

  private static final String PACKAGE = "onnxruntime-web@" + VERSION;

  private static final String REMEDY =
      "; on a machine with npm and a network, run 'npm pack "
          + PACKAGE
          + "' and give the file with --runtime";

  /** The integrity of the package according to npm, in hexadecimal. */
  private static final String SHA512 =
      "ab4cbe26baedba45d2cec05610c71c55fa97db92d19a8b171c5f8269126683ca"
          + "590a5cdc57bb2f35ce2b298de32f4d956fb42644c0ecd528a0a91e025c07ca61";

  private static final String SCRIPT = "package/dist/ort.wasm.bundle.min.mjs";
  private static final String BINARY = "package/dist/ort-wasm-simd-threaded.wasm";

  private final byte[] script;
  private final byte[] binary;

  OnnxRuntimeWeb(byte[] script, byte[] binary) {
    this.script = script;
    this.binary = binary;
  }

  /**
   * Reads the package.
   *
   * @param file the npm package
   * @return its files
   * @throws IOException if it can't be read, or is not this package in this version
   */
  public static OnnxRuntimeWeb read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    requireRight(bytes, file.toString());
    Map<String, byte[]> files = new HashMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes)))) {
      for (TarArchiveEntry entry = tar.getNextTarEntry();
          entry != null;
          entry = tar.getNextTarEntry()) {
        if (entry.getName().equals(SCRIPT) || entry.getName().equals(BINARY)) {
          files.put(entry.getName(), tar.readAllBytes());
        }
      }
    }
    // The package with this hash contains both.
    return new OnnxRuntimeWeb(
        Objects.requireNonNull(files.get(SCRIPT)), Objects.requireNonNull(files.get(BINARY)));
  }

  /**
   * Downloads the package with the npm client and the user's npm settings, unless it is already in
   * the folder. The file gets its name only after its hash has been verified.
   *
   * @param folder the folder of the file, created if it does not exist
   * @param npm the command of the npm client
   * @return the file
   * @throws IOException if it can't be downloaded or written, or is another file
   * @throws InterruptedException if the thread is interrupted
   */
  static Path fetch(Path folder, String npm) throws IOException, InterruptedException {
    Path file = folder.resolve(FILE_NAME);
    if (Files.exists(file)) {
      return file;
    }
    Path temporary = Files.createTempDirectory("derm-npm");
    try {
      Path log = temporary.resolve("npm.log");
      Process client;
      try {
        client =
            new ProcessBuilder(npm, "pack", "--loglevel=error", PACKAGE)
                .directory(temporary.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
      } catch (IOException missing) {
        throw new IOException("npm, which fetches " + PACKAGE + ", is not here" + REMEDY, missing);
      }
      try {
        client.waitFor();
      } finally {
        client.destroy();
      }
      Path fetched = temporary.resolve(FILE_NAME);
      if (client.exitValue() != 0 || !Files.exists(fetched)) {
        throw new IOException(
            "npm pack " + PACKAGE + " failed: " + Files.readString(log).strip() + REMEDY);
      }
      byte[] bytes = Files.readAllBytes(fetched);
      requireRight(bytes, "what npm fetched");
      Files.createDirectories(folder);
      WholeFile.write(file, out -> out.write(bytes));
      return file;
    } finally {
      MoreFiles.deleteRecursively(temporary, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  /**
   * Downloads the package with the npm client on the path.
   *
   * @param folder the folder of the file, created if it does not exist
   * @return the file
   * @throws IOException if it can't be downloaded or written, or is another file
   * @throws InterruptedException if the thread is interrupted
   */
  public static Path fetch(Path folder) throws IOException, InterruptedException {
    return fetch(folder, File.separatorChar == '/' ? "npm" : "npm.cmd");
  }

  private static void requireRight(byte[] bytes, String name) throws IOException {
    String actual = Hashing.sha512().hashBytes(bytes).toString();
    if (!actual.equals(SHA512)) {
      throw new IOException(
          name
              + ": not onnxruntime-web "
              + VERSION
              + " as npm publishes it: its SHA-512 is "
              + actual.substring(0, 16)
              + "…, it must be "
              + SHA512.substring(0, 16)
              + "…"
              + REMEDY);
    }
  }

  /** The ES module, with everything except the WebAssembly. */
  byte[] script() {
    return script;
  }

  /** The WebAssembly, for one or several threads. */
  byte[] binary() {
    return binary;
  }
}
