package io.github.derm4j.model.backbone;

/** The order of the colours in a network's input. */
public enum ChannelOrder {
  /** Red, green, blue. */
  RGB,
  /** Blue, green, red. */
  BGR
}
