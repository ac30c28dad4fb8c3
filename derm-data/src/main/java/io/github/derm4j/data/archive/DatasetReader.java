package io.github.derm4j.data.archive;

import io.github.derm4j.data.LesionDataset;
import java.io.IOException;

/** Reads a data set of one layout. */
public interface DatasetReader {

  /** The name of the root of every tree that is read, above the archive's own first level. */
  String ROOT = "skin lesion";

  /**
   * The name that a person types.
   *
   * @return lower case, without spaces
   */
  String name();

  /**
   * What is read, in one line.
   *
   * @return words for a help text
   */
  String description();

  /**
   * Reads the table and the list of images; no image is opened.
   *
   * @param request what to read
   * @return the data set, which the caller closes
   * @throws IOException if a file is absent or unreadable, the table lacks a column, nothing is
   *     left to read, or the request is strict and the data have a defect; the message names the
   *     file and the remedy
   */
  LesionDataset read(DatasetRequest request) throws IOException;
}
