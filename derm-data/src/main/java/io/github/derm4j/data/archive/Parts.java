package io.github.derm4j.data.archive;

import io.github.derm4j.data.Names;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of a split's parts, as folders and tables write them. */
public final class Parts {

  private static final Pattern NAME =
      Pattern.compile(
          "(train|training|test|testing|val|valid|validation)"
              + "(?:[ _-]?(?:set|data|images|imgs|split|dir|folder))?");

  private Parts() {}

  /**
   * Recognises the name of a part.
   *
   * @param name such as {@code Training} or {@code val_set}, in any case
   * @return {@code train}, {@code validation} or {@code test}; empty for any other name
   */
  public static Optional<String> named(String name) {
    Matcher matcher = NAME.matcher(Names.key(name));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String word = matcher.group(1);
    return Optional.of(
        word.startsWith("tr") ? "train" : word.startsWith("te") ? "test" : "validation");
  }

  /**
   * Recognises the part from the folders of a file.
   *
   * @param fileName with its folders
   * @return the part of the first folder that has the name of a part; empty if none has
   */
  public static Optional<String> inFolders(String fileName) {
    String[] names = fileName.split("/", -1);
    for (int i = 0; i < names.length - 1; i++) {
      Optional<String> part = named(names[i]);
      if (part.isPresent()) {
        return part;
      }
    }
    return Optional.empty();
  }
}
