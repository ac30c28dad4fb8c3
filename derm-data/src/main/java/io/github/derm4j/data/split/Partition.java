package io.github.derm4j.data.split;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.internal.Counted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Assigns records to parts, and checks that no component lies in two parts. */
final class Partition {

  private Partition() {}

  static List<List<LesionRecord>> divide(Components components, int[] partOf, int parts) {
    int[] partOfComponent = new int[components.count()];
    Arrays.fill(partOfComponent, -1);
    List<List<LesionRecord>> lists = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      lists.add(new ArrayList<>());
    }
    for (int i = 0; i < partOf.length; i++) {
      int component = components.componentOf(i);
      if (partOfComponent[component] < 0) {
        partOfComponent[component] = partOf[i];
      } else if (partOfComponent[component] != partOf[i]) {
        throw new IllegalStateException(
            "component "
                + component
                + " straddles parts "
                + partOfComponent[component]
                + " and "
                + partOf[i]
                + " with image "
                + components.records().get(i).imageId());
      }
      lists.get(partOf[i]).add(components.records().get(i));
    }
    lists.replaceAll(Collections::unmodifiableList);
    return Collections.unmodifiableList(lists);
  }

  /**
   * Checks that every part with a fraction above 0 has an image; the message names all parts that
   * have none.
   */
  static void requireFilled(
      List<List<LesionRecord>> parts, List<String> names, double[] fractions, Components all) {
    List<String> empty = new ArrayList<>();
    for (int part = 0; part < names.size(); part++) {
      if (parts.get(part).isEmpty() && fractions[part] > 0) {
        empty.add(names.get(part));
      }
    }
    if (!empty.isEmpty()) {
      throw new IllegalArgumentException(
          "the "
              + String.join(" part and the ", empty)
              + " part would be empty: "
              + Counted.text(all.records().size(), "image makes", "images make")
              + " only "
              + Counted.text(all.count(), "group")
              + " that must stay together; use more images, a larger fraction for "
              + (empty.size() == 1 ? "it" : "them")
              + ", or fewer parts");
    }
  }
}
