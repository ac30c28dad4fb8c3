package io.github.derm4j.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names that an id of a table may refer to, by the rules of {@link Names}. The exact
 * spelling is tried first; each further rule is tried only if the previous ones found nothing.
 */
public final class NameIndex {

  /** The rule by which an id was found. */
  public enum Help {
    /** The id is the name itself, or the name without folder or file extension. */
    NONE("as they are"),
    /** Different Unicode form, surplus spaces or invisible characters. */
    SPELLING("by another Unicode form or other spaces"),
    /** The file extension of another image format. */
    ENDING("under another ending"),
    /** A folder that does not exist in the name. */
    FOLDER("in another folder"),
    /** Different upper and lower case. */
    CASE("in other case");

    private final String words;

    Help(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * The names that an id may refer to.
   *
   * @param names no name if nothing was found, usually one, several if the id is ambiguous; sorted
   * @param help the rule that was needed to find them
   */
  public record Match(List<String> names, Help help) {
    /**
     * Copies the names.
     *
     * @param names the names
     * @param help the rule that was needed
     */
    public Match {
      names = List.copyOf(names);
    }
  }

  private static final int NEAR = 3;

  private final Set<String> names;
  private final Map<String, List<String>> byId = new HashMap<>();
  private @Nullable Map<String, List<String>> byKey;
  private @Nullable Map<String, List<String>> bySquashed;

  /**
   * Makes an index.
   *
   * @param names file names with their folders, or ids; without duplicates
   */
  public NameIndex(Collection<String> names) {
    this.names = new TreeSet<>(names);
    for (String name : this.names) {
      for (String alias : aliases(name)) {
        put(byId, alias, name);
        String plain = Names.text(alias);
        if (!plain.equals(alias)) {
          put(byId, plain, name);
        }
      }
    }
  }

  /**
   * The spellings under which a name is indexed: without extension, without folder, without both.
   */
  private static Set<String> aliases(String name) {
    Set<String> aliases = new HashSet<>();
    String base = name.substring(name.lastIndexOf('/') + 1);
    aliases.add(name);
    aliases.add(ImageFormat.stem(name));
    aliases.add(base);
    aliases.add(ImageFormat.stem(base));
    return aliases;
  }

  private static void put(Map<String, List<String>> map, String key, String name) {
    List<String> known = map.computeIfAbsent(key, any -> new ArrayList<>(1));
    if (!known.contains(name)) {
      known.add(name);
    }
  }

  /**
   * Finds the names that an id may refer to. Constant time, except that the first comparison
   * without case takes linear time.
   *
   * @param id an id or a file name, with or without folder and extension
   * @return the names, and the rule by which they were found
   */
  public Match find(String id) {
    if (names.contains(id)) {
      return new Match(List.of(id), Help.NONE);
    }
    List<String> found = byId.get(id);
    if (found != null) {
      return new Match(found, Help.NONE);
    }
    String plain = Names.text(id);
    if (plain.isEmpty()) {
      return new Match(List.of(), Help.NONE);
    }
    found = byId.get(plain);
    if (found != null) {
      return new Match(found, Help.SPELLING);
    }
    String stem = ImageFormat.stem(plain);
    found = byId.get(stem);
    if (found != null) {
      // An id with an extension that matches a name without one needs no more than the reverse.
      boolean other = found.stream().anyMatch(ImageFormat::hasEnding);
      return new Match(found, other ? Help.ENDING : Help.NONE);
    }
    found = inOtherFolder(plain.replace('\\', '/'));
    if (!found.isEmpty()) {
      return new Match(found, Help.FOLDER);
    }
    Map<String, List<String>> keys = byKey();
    String base = plain.substring(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf('\\')) + 1);
    return Stream.of(plain, stem, base, ImageFormat.stem(base))
        .map(spelling -> keys.get(Names.key(spelling)))
        .filter(Objects::nonNull)
        .findFirst()
        .map(names -> new Match(names, Help.CASE))
        .orElse(new Match(List.of(), Help.NONE));
  }

  /**
   * A table from another machine may name folders that do not exist here, such as {@code
   * C:\x\a.jpg}.
   */
  private List<String> inOtherFolder(String path) {
    int folder = path.lastIndexOf('/');
    if (folder < 0) {
      return List.of();
    }
    String base = path.substring(folder + 1);
    List<String> candidates = byId.getOrDefault(base, List.of());
    if (candidates.isEmpty()) {
      candidates = byId.getOrDefault(ImageFormat.stem(base), List.of());
    }
    String stem = ImageFormat.stem(path);
    // If there are several, the one that shares the most folders with the path is chosen.
    for (String end = stem; end.contains("/"); end = end.substring(end.indexOf('/') + 1)) {
      String wanted = "/" + end;
      List<String> same =
          candidates.stream()
              .filter(name -> ("/" + ImageFormat.stem(name)).endsWith(wanted))
              .toList();
      if (!same.isEmpty()) {
        return same;
      }
    }
    return candidates;
  }

  /**
   * Suggests names that are similar to an id that was not found: they differ only in punctuation,
   * leading zeros or an appended word. They are meant for messages and are not used for the id.
   *
   * @param id an id that {@link #find} did not find
   * @return at most three names
   */
  public List<String> near(String id) {
    Map<String, List<String>> known = bySquashed();
    String wanted = squashed(Names.id(id));
    return wanted.isEmpty()
        ? List.of()
        : known.getOrDefault(wanted, List.of()).stream().limit(NEAR).toList();
  }

  private synchronized Map<String, List<String>> byKey() {
    Map<String, List<String>> keys = byKey;
    if (keys == null) {
      keys = new HashMap<>();
      for (String name : names) {
        for (String alias : aliases(name)) {
          put(keys, Names.key(alias), name);
        }
      }
      byKey = keys;
    }
    return keys;
  }

  private synchronized Map<String, List<String>> bySquashed() {
    Map<String, List<String>> known = bySquashed;
    if (known == null) {
      known = new HashMap<>();
      for (String name : names) {
        put(known, squashed(Names.id(name.substring(name.lastIndexOf('/') + 1))), name);
      }
      bySquashed = known;
    }
    return known;
  }

  /** Reduces a name to letters and digits, without common suffixes and without leading zeros. */
  private static String squashed(String id) {
    return id.substring(id.lastIndexOf('/') + 1)
        .toLowerCase(Locale.ROOT)
        .replaceFirst("\\.0$", "") // Spreadsheets and pandas convert ids to numbers.
        .replaceFirst("[_ -](downsampled|copy|small|resized|superpixels|segmentation)$", "")
        .replaceAll("[^\\p{L}\\p{N}]", "")
        .replaceAll("(?<!\\p{N})0+(?=\\p{N})", "");
  }

  /**
   * All names.
   *
   * @return sorted
   */
  public Set<String> names() {
    return Collections.unmodifiableSet(names);
  }
}
