package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.cli.source.Written;
import io.github.derm4j.model.training.Checkpoints;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the checkpoints of a training of all layers. */
final class CheckpointOptions {

  /** Not recorded with the results: a run that was killed and continued gives the same ones. */
  static final String RESUME = "--resume";

  @Option(
      names = "--checkpoints",
      paramLabel = "FOLDER",
      description =
          "Folder for the checkpoints of --train all, from which --resume continues."
              + " They are deleted when training ends. Default: a folder in --out.")
  private @Nullable Path checkpoints;

  @Option(
      names = "--keep-checkpoints",
      description =
          "Keep the checkpoints when training ends. A run with --resume and more"
              + " --epochs can then continue from them.")
  private boolean keepCheckpoints;

  @Option(
      names = "--checkpoint-steps",
      defaultValue = "0",
      paramLabel = "N",
      description = "Also write a checkpoint every N steps. Default: only after each epoch.")
  @InRange(min = 0)
  private int checkpointSteps;

  @Option(
      names = RESUME,
      description =
          "Continue from the latest checkpoint, if there is one. It must come from a run"
              + " with the same options and images.")
  private boolean resume;

  boolean keepCheckpoints() {
    return keepCheckpoints;
  }

  /** The folder of the checkpoints. */
  Written<Checkpoints> checkpoints(Path out) {
    return Written.of(
            Checkpoints::in, checkpoints == null ? out.resolve("checkpoints") : checkpoints)
        .with(
            Calls.<Checkpoints>none()
                .with(Checkpoints::withEverySteps, checkpointSteps, 0)
                .with(Checkpoints::withResume, resume, false))
        .inVariable(Checkpoints.class, "checkpoints"); // Deleted at the end.
  }
}
