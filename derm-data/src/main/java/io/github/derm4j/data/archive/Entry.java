package io.github.derm4j.data.archive;

import io.github.derm4j.data.Modality;
import java.util.List;
import java.util.Map;

/**
 * The values of one row about one image, before the tree and the image are looked up. Blank means
 * unknown.
 *
 * @param path the names of the diagnosis from the tree's first level downwards; empty if none is
 *     given
 */
record Entry(
    String imageId,
    List<String> path,
    Modality modality,
    String lesionId,
    String patientId,
    String licence,
    Map<String, String> attributes) {

  /** A copy with another diagnosis. */
  Entry withPath(List<String> other) {
    return new Entry(imageId, other, modality, lesionId, patientId, licence, attributes);
  }

  /** A copy with other ids of lesion and patient. */
  Entry withGroups(String lesion, String patient) {
    return new Entry(imageId, path, modality, lesion, patient, licence, attributes);
  }
}
