package io.github.derm4j.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Copies of a training's checkpoints on a Hadoop file system. Because a rename is not atomic on
 * object stores, no file is renamed: first {@code step-….checkpoint} is written, then {@code
 * step-….manifest}, which contains the length and the SHA-256 of the checkpoint and its own
 * SHA-256. A checkpoint is valid if both files are complete; otherwise the previous one is used.
 */
final class CheckpointMirror {

  private static final String PAYLOAD = ".checkpoint";
  private static final String MANIFEST = ".manifest";
  private static final String BEST = "best.checkpoint";
  private static final int KEPT = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HadoopSettings settings;
  private final Path folder;

  /** A complete file. */
  record Payload(String name, long bytes, String sha256) {}

  /**
   * The content of a manifest.
   *
   * @param latest the checkpoint
   * @param best the checkpoint of the best epoch, if there is one; may be the latest
   */
  record Manifest(Payload latest, @Nullable Payload best) {}

  CheckpointMirror(HadoopSettings settings, Path folder) {
    this.settings = settings;
    this.folder = folder;
  }

  /** The names of the complete manifests, the latest first. */
  List<String> manifests() throws IOException {
    List<String> whole = new ArrayList<>();
    for (String name : names(MANIFEST)) {
      if (manifest(name).isPresent()) {
        whole.add(name);
      }
    }
    return whole;
  }

  /**
   * The names of files, the latest first, by name, because all step numbers have the same number of
   * digits.
   */
  private List<String> names(String suffix) throws IOException {
    FileStatus[] files;
    try {
      files = fileSystem().listStatus(folder);
    } catch (FileNotFoundException none) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (FileStatus file : files) {
      if (file.getPath().getName().endsWith(suffix)) {
        names.add(file.getPath().getName());
      }
    }
    names.sort((a, b) -> b.compareTo(a));
    return names;
  }

  private Optional<Manifest> manifest(String name) throws IOException {
    String[] lines =
        new String(settings.read(new Path(folder, name)), StandardCharsets.UTF_8).split("\n", -1);
    if (lines.length < 2 || !sha256(lines[0].getBytes(StandardCharsets.UTF_8)).equals(lines[1])) {
      return Optional.empty(); // The file is incomplete.
    }
    try {
      return Optional.of(JSON.readValue(lines[0], Manifest.class));
    } catch (JsonProcessingException ofAnotherVersion) {
      throw new IOException(
          new Path(folder, name) + ": not a manifest of this version; start in another folder",
          ofAnotherVersion);
    }
  }

  private static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  private static String sha256(java.nio.file.Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }

  /**
   * Copies a checkpoint, with that of the best epoch, into a local folder.
   *
   * @return false if a file is missing or damaged
   */
  boolean fetch(String manifestName, java.nio.file.Path to) throws IOException {
    Optional<Manifest> manifest = manifest(manifestName);
    if (manifest.isEmpty()) {
      return false;
    }
    Payload latest = manifest.get().latest();
    Payload best = manifest.get().best();
    return fetch(latest, to.resolve(latest.name()))
        && (best == null || fetch(best, to.resolve(BEST)));
  }

  private boolean fetch(Payload payload, java.nio.file.Path to) throws IOException {
    try {
      Files.deleteIfExists(to);
      settings.download(new Path(folder, payload.name()), to);
    } catch (FileNotFoundException e) {
      return false;
    }
    if (Files.size(to) == payload.bytes() && sha256(to).equals(payload.sha256())) {
      return true;
    }
    Files.delete(to);
    return false;
  }

  /** Copies a local checkpoint, then deletes files that are no longer needed. */
  void put(java.nio.file.Path checkpoint) throws IOException {
    String name = checkpoint.getFileName().toString();
    Payload latest = new Payload(name, Files.size(checkpoint), sha256(checkpoint));
    Payload best = best(checkpoint.resolveSibling(BEST), latest);
    Path manifest = new Path(folder, name.replace(PAYLOAD, MANIFEST));
    fileSystem().delete(manifest, false);
    settings.upload(checkpoint, new Path(folder, name));
    byte[] json = JSON.writeValueAsBytes(new Manifest(latest, best));
    String text = new String(json, StandardCharsets.UTF_8) + "\n" + sha256(json) + "\n";
    settings.write(text.getBytes(StandardCharsets.UTF_8), manifest);
    prune();
  }

  /** Finds the best checkpoint, which is the latest or one that an earlier manifest names. */
  private @Nullable Payload best(java.nio.file.Path local, Payload latest) throws IOException {
    if (!Files.exists(local)) {
      return null;
    }
    String sha256 = sha256(local);
    if (sha256.equals(latest.sha256())) {
      return latest;
    }
    for (String name : manifests()) {
      Payload best = manifest(name).map(Manifest::best).orElse(null);
      if (best != null && best.sha256().equals(sha256)) {
        return best;
      }
    }
    throw new IOException(
        folder + ": no manifest names the best checkpoint; start in another folder");
  }

  private void prune() throws IOException {
    List<String> manifests = manifests();
    Set<String> wanted = new HashSet<>();
    for (String name : manifests.subList(0, Math.min(KEPT, manifests.size()))) {
      wanted.add(name);
      manifest(name)
          .ifPresent(
              each -> {
                wanted.add(each.latest().name());
                Payload best = each.best();
                if (best != null) {
                  wanted.add(best.name());
                }
              });
    }
    for (String suffix : Arrays.asList(MANIFEST, PAYLOAD)) { // The manifest is deleted before its
      // file.
      for (String name : names(suffix)) {
        if (!wanted.contains(name)) {
          fileSystem().delete(new Path(folder, name), false);
        }
      }
    }
  }

  private FileSystem fileSystem() throws IOException {
    return settings.fileSystem(folder);
  }
}
