package io.github.derm4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The common part of the commands that test a classifier on a data set. */
abstract class StudyCommand implements Callable<Integer> {

  @ParentCommand Derm derm;
  @Spec CommandSpec command;
  @Mixin DatasetOptions data;
  @Mixin TaskOptions tasks;
  @Mixin BackendOption backend;
  @Mixin ProgramOption program;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Folder to write the results to.")
  Path folder;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of every random choice. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;
}
