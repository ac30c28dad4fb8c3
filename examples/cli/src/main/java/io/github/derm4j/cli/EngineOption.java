package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Code;
import io.github.derm4j.cli.source.JavaProgram;
import io.github.derm4j.model.backend.Engine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The engine of networks on the CPU. */
final class EngineOption {

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description =
          "Engine on the CPU: onednn, onednn-direct (without Winograd's algorithm), nd4j, or auto"
              + " (oneDNN if it can compute the network, otherwise nd4j). Default: auto.")
  private @Nullable String engine;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Selects the engine of this process, before a network is loaded.
   *
   * @throws ParameterException if there is no such engine
   */
  void select() {
    if (engine == null) {
      return;
    }
    try {
      System.setProperty(Engine.PROPERTY, Engine.of(engine).toString());
    } catch (IllegalArgumentException unknown) {
      throw new ParameterException(command.commandLine(), unknown.getMessage(), unknown);
    }
  }

  /** Selects the same engine in a program. */
  void write(JavaProgram program) {
    if (engine != null) {
      program.call(
          Code.call(
              System.class, "setProperty", Code.literal(Engine.PROPERTY), Code.literal(engine)));
    }
  }
}
