package io.github.derm4j.data.download;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of a download.
 *
 * @param folder where the files are
 * @param images how many images the selection has
 * @param fetched how many of them were fetched now
 * @param alreadyThere how many existed already, undamaged
 * @param failures why images could not be fetched, by id; a further call tries them again
 * @param missingLicences the licences whose text could not be fetched
 * @param unlisted how many more images the archive counts in the selection than it listed
 * @param withoutLicence how many images the archive names no licence for
 */
public record IsicDownload(
    Path folder,
    int images,
    int fetched,
    int alreadyThere,
    Map<String, String> failures,
    List<String> missingLicences,
    int unlisted,
    int withoutLicence) {

  /**
   * Copies what could change.
   *
   * @param folder where the files are
   * @param images how many images the selection has
   * @param fetched how many were fetched now
   * @param alreadyThere how many were there from before
   * @param failures why images could not be fetched, by id
   * @param missingLicences the licences whose text could not be fetched
   * @param unlisted how many more images the archive counts than it listed
   * @param withoutLicence how many images the archive names no licence for
   */
  public IsicDownload {
    failures = Collections.unmodifiableMap(new TreeMap<>(failures));
    missingLicences = List.copyOf(missingLicences);
  }

  /**
   * The images that could not be fetched.
   *
   * @return their ids in order
   */
  public List<String> failed() {
    return List.copyOf(failures.keySet());
  }
}
