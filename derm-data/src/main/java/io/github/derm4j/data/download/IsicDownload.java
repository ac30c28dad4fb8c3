package io.github.derm4j.data.download;

import java.nio.file.Path;
import java.util.List;

/**
 * What a download did.
 *
 * @param folder where the files are
 * @param images how many images the selection has
 * @param fetched how many of them were fetched now
 * @param alreadyThere how many were there from before, unharmed
 * @param failed the ids of those that could not be fetched; a further call tries them again
 */
public record IsicDownload(
    Path folder, int images, int fetched, int alreadyThere, List<String> failed) {

  /**
   * Copies what could change.
   *
   * @param folder where the files are
   * @param images how many images the selection has
   * @param fetched how many were fetched now
   * @param alreadyThere how many were there from before
   * @param failed the ids of those that could not be fetched
   */
  public IsicDownload {
    failed = List.copyOf(failed);
  }
}
