package io.github.derm4j.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The report on how a data set was read: the rows and images that were left out, with the number
 * and the first few names for each reason, and the names that were merged or changed.
 */
public final class LoadReport {

  /** The maximum number of names that are kept for each reason. */
  public static final int NAMED = 5;

  /** The reason why a row of the table, or an image, is not in the data set. */
  public enum Reason {
    /** The table names an image that the source does not have. */
    MISSING_IMAGE(true, "not among the images"),
    /** Several files of the source could be the image. */
    AMBIGUOUS_IMAGE(true, "id that fits several files", "ids that fit several files"),
    /** The row has a diagnosis, but no id of an image. */
    NO_ID(true, "row without the id of an image", "rows without the id of an image"),
    /** The id of the image occurs more than once in the table. */
    DUPLICATE_ID(true, "in the table more than once"),
    /** The diagnosis is empty or does not belong to the tree. */
    UNMAPPED_LABEL(true, "without a diagnosis in the tree"),
    /** The image has another modality than requested. */
    OTHER_MODALITY(false, "of another modality"),
    /** A modality is requested, and that of the image is unknown. */
    UNKNOWN_MODALITY(true, "of unknown modality"),
    /** A person decided to leave the image out. */
    DROPPED(false, "dropped by a decision"),
    /** The image was not drawn into a sample of limited size. */
    NOT_DRAWN(false, "not drawn into the sample of limited size"),
    /** The diagnosis is in the tree of the data but not in the one that was asked for. */
    OTHER_TREE(false, "whose diagnosis is not in the classifier's tree"),
    /** The source has an image that the table does not mention. */
    NOT_IN_TABLE(false, "image without a row in the table", "images without a row in the table"),
    /** The source has several identical copies of the image; one of the files is read. */
    EQUAL_COPY(
        false,
        "byte-equal copy of an image that is read",
        "byte-equal copies of an image that is read"),
    /** The source has an image of an unsupported format. */
    UNREADABLE_FORMAT(true, "image of an unsupported format", "images of unsupported formats"),
    /** A link is broken or leads to a folder that is read anyway, or a folder can't be listed. */
    BROKEN_LINK(
        true, "link or folder that is not followed", "links or folders that are not followed"),
    /** A folder that should be a class has no image that can be read. */
    EMPTY_FOLDER(true, "folder without an image", "folders without an image"),
    /** The source has a file that is neither an image nor a table. */
    OTHER_FILE(false, "file that is not an image", "files that are not images");

    private final boolean defect;
    private final String one;
    private final String words;

    Reason(boolean defect, String words) {
      this(defect, words, words);
    }

    Reason(boolean defect, String one, String words) {
      this.defect = defect;
      this.one = one;
      this.words = words;
    }

    /**
     * Returns whether this is a defect of the data, which strict reading refuses, or only a row
     * that the request excludes.
     *
     * @return true for a defect
     */
    public boolean isDefect() {
      return defect;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * The number of occurrences of a reason.
   *
   * @param count the number of rows or images
   * @param firstNames the first of them, at most {@link #NAMED}
   */
  public record Omission(int count, List<String> firstNames) {
    /**
     * Copies the names.
     *
     * @param count the number of rows or images
     * @param firstNames the first of them
     */
    public Omission {
      firstNames = List.copyOf(firstNames);
    }
  }

  private final Map<Reason, Omission> omissions;
  private final List<String> notices;

  private LoadReport(Map<Reason, Omission> omissions, List<String> notices) {
    this.omissions = Collections.unmodifiableMap(omissions);
    this.notices = List.copyOf(notices);
  }

  /**
   * An empty report.
   *
   * @return the empty report
   */
  public static LoadReport empty() {
    return new Builder().build();
  }

  /**
   * Everything that was left out.
   *
   * @return the reasons that occurred, in the order of their declaration
   */
  public Map<Reason, Omission> omissions() {
    return omissions;
  }

  /**
   * Notices on how the data were interpreted: the roles of columns, merged spellings, ids that were
   * found only by another spelling, and warnings.
   *
   * @return a sentence each
   */
  public List<String> notices() {
    return notices;
  }

  /**
   * Adds images that are left out after reading.
   *
   * @param reason the reason
   * @param names the ids of all of them
   * @return a changed copy; this if there are none
   */
  public LoadReport with(Reason reason, List<String> names) {
    if (names.isEmpty()) {
      return this;
    }
    Map<Reason, Omission> more = new EnumMap<>(Reason.class);
    more.putAll(omissions);
    Omission known = omissions.getOrDefault(reason, new Omission(0, List.of()));
    more.put(
        reason,
        new Omission(
            known.count() + names.size(),
            Stream.concat(known.firstNames().stream(), names.stream()).limit(NAMED).toList()));
    return new LoadReport(more, notices);
  }

  /**
   * Adds a notice.
   *
   * @param notice a sentence without a full stop
   * @return a changed copy
   */
  public LoadReport with(String notice) {
    return new LoadReport(omissions, Stream.concat(notices.stream(), Stream.of(notice)).toList());
  }

  /**
   * Formats the whole report, as the commands print it.
   *
   * @return a line for each notice and for each reason
   */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(notices);
    omissions.forEach((reason, omission) -> lines.add("left out " + words(reason, omission)));
    return lines;
  }

  private static String words(Reason reason, Omission omission) {
    String names = String.join(", ", omission.firstNames());
    String more = omission.count() > omission.firstNames().size() ? ", …" : "";
    return omission.count()
        + " "
        + (omission.count() == 1 ? reason.one : reason.words)
        + ": "
        + names
        + more;
  }

  /** Lists the first few of many names, and the number of the others. */
  static String firstOf(Collection<String> names) {
    String first = String.join(", ", names.stream().limit(NAMED).toList());
    return names.size() > NAMED ? first + ", and " + (names.size() - NAMED) + " more" : first;
  }

  /**
   * The number of occurrences of one reason.
   *
   * @param reason the reason
   * @return 0 if it did not
   */
  public int count(Reason reason) {
    Omission omission = omissions.get(reason);
    return omission == null ? 0 : omission.count();
  }

  /**
   * Returns whether the data have no defects. Rows that the request excluded are not defects.
   *
   * @return true if there is no defect
   */
  public boolean isClean() {
    return omissions.keySet().stream().noneMatch(Reason::isDefect);
  }

  /** One line for each reason, or "nothing left out". */
  @Override
  public String toString() {
    if (omissions.isEmpty()) {
      return "nothing left out";
    }
    List<String> lines = new ArrayList<>();
    omissions.forEach((reason, omission) -> lines.add(words(reason, omission)));
    return String.join(System.lineSeparator(), lines);
  }

  /** Collects the report while a data set is read. */
  public static final class Builder {
    private final Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
    private final Map<Reason, List<String>> names = new EnumMap<>(Reason.class);
    private final List<String> notices = new ArrayList<>();

    /** Starts an empty report. */
    public Builder() {}

    /**
     * Counts one row or image.
     *
     * @param reason the reason
     * @param name the id or file
     */
    public void add(Reason reason, String name) {
      counts.merge(reason, 1, Integer::sum);
      List<String> first = names.computeIfAbsent(reason, key -> new ArrayList<>(NAMED));
      if (first.size() < NAMED) {
        first.add(name);
      }
    }

    /**
     * Adds a notice on how the data were interpreted.
     *
     * @param notice a sentence without a full stop
     */
    public void notice(String notice) {
      notices.add(notice);
    }

    /**
     * Makes the report.
     *
     * @return the report
     */
    public LoadReport build() {
      Map<Reason, Omission> omissions = new EnumMap<>(Reason.class);
      counts.forEach(
          (reason, count) ->
              omissions.put(reason, new Omission(count, names.getOrDefault(reason, List.of()))));
      return new LoadReport(omissions, notices);
    }
  }
}
