package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.cli.source.Written;
import io.github.derm4j.model.training.Checkpoints;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a training of all layers is saved on the way. */
final class CheckpointOptions {

  @Option(
      names = "--checkpoints",
      paramLabel = "FOLDER",
      description =
          "Where a training of all layers saves what it needs to resume; deleted when it is over."
              + " Default: a folder in --out.")
  private @Nullable Path checkpoints;

  @Option(
      names = "--keep-checkpoints",
      description =
          "Don't delete the checkpoints when training is over, so that --resume with more --epochs"
              + " can go on from there.")
  private boolean keepCheckpoints;

  @Option(
      names = "--checkpoint-steps",
      defaultValue = "0",
      paramLabel = "N",
      description = "A checkpoint after every N steps too, not only after every epoch.")
  @InRange(min = 0)
  private int checkpointSteps;

  @Option(
      names = "--resume",
      description =
          "Go on from the latest checkpoint, if there is one, of a training of the same options and"
              + " images.")
  private boolean resume;

  boolean keepCheckpoints() {
    return keepCheckpoints;
  }

  /** Where the training is saved. */
  Written<Checkpoints> checkpoints(Path out) {
    return Written.of(
            Checkpoints::in, checkpoints == null ? out.resolve("checkpoints") : checkpoints)
        .with(
            Calls.<Checkpoints>none()
                .with(Checkpoints::withEverySteps, checkpointSteps, 0)
                .with(Checkpoints::withResume, resume, false))
        .inVariable(Checkpoints.class, "checkpoints"); // To be deleted in the end.
  }
}
