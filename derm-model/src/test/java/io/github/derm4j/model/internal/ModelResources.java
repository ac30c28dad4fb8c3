package io.github.derm4j.model.internal;

import io.github.derm4j.testing.NativeCounter;
import java.util.Map;

/** The native resources of this module, for the check after each test class. */
public final class ModelResources implements NativeCounter {

  @Override
  public Map<String, Long> open() {
    return NativeResources.open();
  }
}
