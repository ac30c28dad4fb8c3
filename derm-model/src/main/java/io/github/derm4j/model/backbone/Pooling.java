package io.github.derm4j.model.backbone;

import java.util.Locale;

/** How the output of a network becomes one vector of features. */
public enum Pooling {
  /** The output is {@code [n, features]} already. */
  VECTOR,
  /** The first token of {@code [n, tokens, features]}, the class token of most transformers. */
  FIRST_TOKEN,
  /** The mean of the tokens after the prefix tokens of {@code [n, tokens, features]}. */
  MEAN_OF_TOKENS,
  /**
   * The mean over height and width of {@code [n, features, height, width]} or {@code [n, height,
   * width, features]}.
   */
  MEAN_OF_POSITIONS;

  /** The name in a file. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
