package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Code;
import io.github.derm4j.cli.source.JavaProgram;
import io.github.derm4j.model.backend.Backend;
import io.github.derm4j.model.backend.Backend.Kind;
import io.github.derm4j.model.backend.Engine;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --backend}. */
final class BackendOption {

  /** The values of the option. */
  enum Choice {
    CPU,
    CUDA,
    AUTO
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--backend",
      defaultValue = "auto",
      paramLabel = "KIND",
      description =
          "cpu, cuda, or auto (CUDA if it works, otherwise the CPU). With cuda, the"
              + " command fails and lists what is missing instead of falling back to the CPU."
              + " Default: ${DEFAULT-VALUE}.")
  private Choice choice;

  @Mixin private EngineOption engine;

  /**
   * Checks that the options apply to the models, without loading anything.
   *
   * @throws ParameterException if the requested backend or engine can't be used
   */
  void check(List<ModelFile> models) {
    check();
    if (models.stream().anyMatch(each -> !each.isOnnx())) {
      return;
    }
    Inapplicable.refuse(command, "a model.zip", List.of("--engine"));
    if (choice == Choice.CUDA) {
      throw new ParameterException(
          command.commandLine(),
          "--backend cuda is for a model.zip; "
              + models.get(0).path()
              + " is an ONNX model; use --provider cuda");
    }
  }

  /**
   * Loads the backend that classifiers need; ONNX Runtime needs none.
   *
   * @throws ParameterException if the requested backend or engine can't be used
   */
  void loadFor(List<ModelFile> models, Terminal terminal) {
    check(models);
    if (models.stream().anyMatch(each -> !each.isOnnx())) {
      load(terminal);
    }
  }

  private void check() {
    if (choice == Choice.CUDA) {
      Inapplicable.refuse(command, "--backend cpu or auto", List.of("--engine"));
    }
  }

  /**
   * Adds the backend to a program, whose libraries compute on the CPU.
   *
   * @throws ParameterException for CUDA
   */
  void write(JavaProgram program) {
    check();
    engine.write(program);
    switch (choice) {
      case CPU -> program.call(Code.call(Backend.class, "require", Code.literal(Kind.CPU)));
      case CUDA ->
          throw new ParameterException(
              command.commandLine(),
              "--print-java writes a program with the libraries for the CPU: leave out --backend"
                  + " cuda, and see docs/cuda.md for the CUDA libraries");
      case AUTO -> {}
    }
  }

  boolean isCuda() {
    return choice == Choice.CUDA;
  }

  /** Loads the backend, and prints notices about it in one line each. */
  Backend load(Terminal terminal) {
    check();
    engine.select();
    Backend backend =
        switch (choice) {
          case CPU -> Backend.require(Kind.CPU);
          case CUDA -> Backend.require(Kind.CUDA);
          case AUTO -> Backend.auto(notice -> terminal.say("derm: " + notice));
        };
    backend.advice().ifPresent(advice -> terminal.say("derm: warning: " + advice));
    if (backend.kind() == Kind.CPU && Engine.ofProcess() == Engine.AUTO) {
      backend
          .whyOnNd4j()
          .ifPresent(
              why ->
                  terminal.say("derm: computing with ND4J's operations, which is slower: " + why));
    }
    return backend;
  }
}
