package io.github.derm4j.model;

/** Names in the provenance of a classifier that decide what can be done with it. */
public final class ProvenanceKeys {

  /** Which layers were trained. */
  public static final String TRAINED_LAYERS = "trainedLayers";

  /** The checksum of the weights that training began from. */
  public static final String WEIGHTS = "weights";

  private ProvenanceKeys() {}
}
