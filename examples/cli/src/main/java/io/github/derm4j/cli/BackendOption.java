package io.github.derm4j.cli;

import io.github.derm4j.model.backend.Backend;
import io.github.derm4j.model.backend.Backend.Kind;
import picocli.CommandLine.Option;

/** Where to compute. */
final class BackendOption {

  /** What can be asked for. */
  enum Choice {
    CPU,
    CUDA,
    AUTO
  }

  @Option(
      names = "--backend",
      defaultValue = "auto",
      paramLabel = "KIND",
      description =
          "cpu, cuda, or auto: CUDA where it works. With cuda a run that would be computed on the"
              + " CPU fails and says what is missing. Default: ${DEFAULT-VALUE}.")
  private Choice choice;

  /** Loads the backend; what a person should know of it is said in one line each. */
  Backend load(Terminal terminal) {
    Backend backend =
        switch (choice) {
          case CPU -> Backend.require(Kind.CPU);
          case CUDA -> Backend.require(Kind.CUDA);
          case AUTO -> Backend.auto(notice -> terminal.say("derm: " + notice));
        };
    backend.advice().ifPresent(advice -> terminal.say("derm: warning: " + advice));
    return backend;
  }
}
