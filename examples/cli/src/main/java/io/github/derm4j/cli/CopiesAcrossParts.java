package io.github.derm4j.cli;

import com.google.common.hash.Hashing;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.split.GroupedFolds;
import io.github.derm4j.model.internal.Format;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Images of different parts of a split that have the same bytes. A split by the ids of lesions and
 * patients separates them if the data have no ids, such as a folder for each class.
 *
 * <p>Only images of equal size are read, and of these first the beginning.
 */
final class CopiesAcrossParts {

  private static final int NAMED = 3;
  private static final int HEAD = 4096;

  private record Member(String part, LesionRecord record) {}

  /** Reads some bytes of an image. */
  @FunctionalInterface
  private interface Bytes<T> {
    T of(String name) throws IOException;
  }

  private CopiesAcrossParts() {}

  /**
   * A warning about such images, if there are any.
   *
   * @param parts the images of each part, by its name
   * @param images the source of their files
   */
  static Optional<String> warning(Map<String, List<LesionRecord>> parts, ImageSource images) {
    List<Member> all = new ArrayList<>();
    new TreeMap<>(parts)
        .forEach((part, records) -> records.forEach(each -> all.add(new Member(part, each))));
    List<List<Member>> equal = divided(List.of(all), images::size);
    equal = divided(equal, name -> hash(images.head(name, HEAD)));
    equal = divided(equal, name -> hash(images.read(name)));
    return equal.isEmpty() ? Optional.empty() : Optional.of(words(equal));
  }

  /** The same of folds. */
  static Optional<String> warning(GroupedFolds folds, ImageSource images) {
    Map<String, List<LesionRecord>> parts = new LinkedHashMap<>();
    for (int fold = 0; fold < folds.count(); fold++) {
      parts.put("fold " + fold, folds.heldOut(fold));
    }
    return warning(parts, images);
  }

  private static String hash(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  /** Divides groups by some of the bytes; keeps groups whose images are in different parts. */
  private static <T> List<List<Member>> divided(List<List<Member>> groups, Bytes<T> bytes) {
    List<List<Member>> smaller = new ArrayList<>();
    for (List<Member> group : groups) {
      Map<Optional<T>, List<Member>> equal =
          group.parallelStream()
              .collect(Collectors.groupingBy(each -> readable(each, bytes), Collectors.toList()));
      equal.remove(Optional.<T>empty());
      equal.values().stream()
          .filter(same -> same.stream().map(Member::part).distinct().count() > 1)
          .forEach(smaller::add);
    }
    return smaller;
  }

  private static <T> Optional<T> readable(Member member, Bytes<T> bytes) {
    try {
      return Optional.of(bytes.of(member.record().imageName()));
    } catch (IOException damaged) {
      return Optional.empty(); // Reported where it is decoded.
    }
  }

  private static String words(List<List<Member>> groups) {
    Map<String, String> named = new TreeMap<>();
    for (List<Member> group : groups) {
      named.put(
          group.get(0).record().imageId(),
          group.stream()
              .limit(NAMED)
              .map(each -> each.record().imageId() + " (" + each.part() + ")")
              .collect(Collectors.joining(" = ")));
    }
    return "warning: "
        + Format.count(groups.size(), "group")
        + " of byte-equal images "
        + (groups.size() == 1 ? "lies" : "lie")
        + " in different parts of the split, so some test images are not new: "
        + named.values().stream().limit(NAMED).collect(Collectors.joining("; "))
        + (named.size() > NAMED ? "; …" : "")
        + ". Delete all but one image of each group, or give them one lesion_id in a table (--dataset"
        + " csv); derm audit lists them";
  }
}
