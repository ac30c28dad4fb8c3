package io.github.derm4j.data.archive;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LoadReport;
import io.github.derm4j.data.LoadReport.Reason;
import io.github.derm4j.data.NameIndex;
import io.github.derm4j.data.NameIndex.Help;
import io.github.derm4j.data.Names;
import io.github.derm4j.taxonomy.internal.Counted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Matches the rows of a table with the files of a source, so that no file is in two records, and
 * reports matches by another spelling and near misses.
 */
final class ImageMatcher {

  private static final int NAMED = LoadReport.NAMED;

  /**
   * The files of one row.
   *
   * @param isRepeated whether another row has them already
   */
  record Files(String imageId, List<String> names, boolean isRepeated) {}

  /** Receives the files that are used. */
  @FunctionalInterface
  interface Taker {
    void take(String id, String name) throws IOException;
  }

  private final ImageSource images;
  private final boolean everyFile;
  private final LoadReport.Builder report;

  /** The first diagnosis that was read for a file, or for an id without a file. */
  private final Map<String, List<String>> seen = new HashMap<>();

  private final Set<String> mentioned = new HashSet<>();
  private final Map<Help, List<String>> helped = new EnumMap<>(Help.class);
  private final List<String> near = new ArrayList<>();
  private final List<String> contradicting = new ArrayList<>();
  private final List<String> several = new ArrayList<>();

  ImageMatcher(ImageSource images, boolean everyFile, LoadReport.Builder report) {
    this.images = images;
    this.everyFile = everyFile;
    this.report = report;
  }

  /** Finds the files for a row. */
  Files find(Entry entry) {
    String id = entry.imageId();
    NameIndex.Match match = images.match(id);
    List<String> names = match.names();
    mentioned.addAll(names);
    if (match.help() != Help.NONE) {
      helped
          .computeIfAbsent(match.help(), any -> new ArrayList<>())
          .add("'" + id + "' is " + names.get(0));
    }
    String own = names.contains(id) ? id : Names.text(id);
    List<String> before =
        seen.putIfAbsent(names.isEmpty() ? "absent " + own : names.get(0), entry.path());
    if (before != null && !before.equals(entry.path()) && !entry.path().isEmpty()) {
      contradicting.add("'" + id + "' (" + last(before) + ", then " + last(entry.path()) + ")");
    }
    return new Files(own, names, before != null);
  }

  private static String last(List<String> path) {
    return path.isEmpty() ? "no diagnosis" : path.get(path.size() - 1);
  }

  /** Selects the usable files of a row, or counts the reason why there is none. */
  void take(Files files, Taker taker) throws IOException {
    List<String> names = files.names();
    if (names.isEmpty()) {
      report.add(Reason.MISSING_IMAGE, files.imageId());
      List<String> almost = images.near(files.imageId());
      if (!almost.isEmpty()) {
        near.add("'" + files.imageId() + "' (" + String.join(", ", almost) + ")");
      }
      return;
    }
    if (names.size() == 1 || everyFile) {
      taker.take(files.imageId(), names.get(0));
      for (String name : names.subList(1, names.size())) {
        seen.put(name, List.of());
        taker.take(name, name);
      }
      if (names.size() > 1) {
        several.add(files.imageId());
      }
      return;
    }
    for (String name : names.subList(1, names.size())) {
      if (!images.sameBytes(names.get(0), name)) {
        report.add(Reason.AMBIGUOUS_IMAGE, files.imageId() + " (" + String.join(", ", names) + ")");
        return;
      }
    }
    names.subList(1, names.size()).forEach(name -> report.add(Reason.EQUAL_COPY, name));
    taker.take(files.imageId(), names.get(0));
  }

  /** Marks a file as mentioned in the table. */
  void mention(String name) {
    mentioned.add(name);
  }

  boolean isMentioned(String name) {
    return mentioned.contains(name);
  }

  /** Reports ids that matched by another spelling, and near misses. */
  void tell() {
    helped.forEach(
        (help, ids) ->
            report.notice(
                Counted.text(ids.size(), "image was", "images were")
                    + " found "
                    + help
                    + ": "
                    + first(ids)));
    if (!contradicting.isEmpty()) {
      report.notice(
          "warning: "
              + Counted.text(contradicting.size(), "repeated row has", "repeated rows have")
              + " another diagnosis; the first row of an image counts: "
              + first(contradicting));
    }
    if (!several.isEmpty()) {
      report.notice(
          Counted.text(several.size(), "id stands", "ids stand")
              + " for several files, all of which are read: "
              + first(several));
    }
  }

  /** The ids that are not among the images but similar to one that is. */
  Optional<String> nearMisses() {
    return near.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Counted.text(
                    near.size(),
                    "id that is not among the images is",
                    "ids that are not among the images are")
                + " similar to these, which are not used instead: "
                + first(near));
  }

  private static String first(List<String> all) {
    return all.stream().limit(NAMED).collect(Collectors.joining(", "))
        + (all.size() > NAMED ? ", …" : "");
  }
}
