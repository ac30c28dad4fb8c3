package io.github.derm4j.taxonomy;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/** The ids of nodes that come from paths. */
final class PathIds {

  /** Without this limit, a deep tree would need memory that is quadratic in its depth. */
  private static final int MAX_LENGTH = 1_000;

  /** The separator between the names of a path. */
  static final String SEPARATOR = " > ";

  private PathIds() {}

  static String child(String parentId, String name) {
    if (parentId.length() + SEPARATOR.length() + name.length() <= MAX_LENGTH) {
      return parentId + SEPARATOR + name;
    }
    String digest = Hashing.sha256().hashString(parentId, StandardCharsets.UTF_8).toString();
    return "sha256:" + digest + SEPARATOR + name;
  }
}
