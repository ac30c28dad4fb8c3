package io.github.derm4j.data.archive;

import io.github.derm4j.data.LesionDataset;
import java.io.IOException;

/** A reader of data sets with one layout. */
public interface DatasetReader {

  /** The name of the root of every tree that is read, above the archive's own first level. */
  String ROOT = "skin lesion";

  /**
   * The name of the reader, as users type it.
   *
   * @return lower case, without spaces
   */
  String name();

  /**
   * A one-line description of the layout.
   *
   * @return a text for {@code --help}
   */
  String description();

  /**
   * Reads the table and the list of images; no image is opened.
   *
   * @param request what to read
   * @return the data set, which the caller closes
   * @throws IOException if a file is absent or unreadable, the table lacks a column, no image is
   *     left, or the request is strict and the data have a defect; the message names the file and
   *     the remedy
   */
  LesionDataset read(DatasetRequest request) throws IOException;
}
