package io.github.derm4j.data.download;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of a download.
 *
 * @param folder the folder with the files
 * @param images the number of images of the selection
 * @param fetched the number of images that were fetched by this call
 * @param alreadyThere the number of undamaged images that already existed
 * @param failures the reasons the reasons why images could not be fetched, by id; another call
 *     retries them
 * @param missingLicences the licences whose text could not be fetched
 * @param unlisted the number of images that the archive counts in the selection but did not list
 * @param withoutLicence the number of images for which the archive names no licence
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
   * Copies the collections.
   *
   * @param folder the folder with the files
   * @param images the number of images of the selection
   * @param fetched the number of images that were fetched by this call
   * @param alreadyThere the number of images that already existed
   * @param failures the reasons why images could not be fetched, by id
   * @param missingLicences the licences whose text could not be fetched
   * @param unlisted the number of images that the archive counts but did not list
   * @param withoutLicence the number of images for which the archive names no licence
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
