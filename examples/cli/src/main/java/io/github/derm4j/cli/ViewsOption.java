package io.github.derm4j.cli;

import io.github.derm4j.model.TestTimeAugmentation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Over how many views of an image an answer is averaged. */
final class ViewsOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--views",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Average the answer over N views of each image: 4 for its mirror images, 8 for its"
              + " quarter turns too. As many times the work. Default: ${DEFAULT-VALUE}.")
  private int count; // Not the enum itself: reading the arguments must not load the engine.

  /** The number of views, as asked for. */
  int count() {
    return count;
  }

  /**
   * The views of a classifier.
   *
   * @throws ParameterException if it sees one view only
   * @throws IllegalArgumentException if there are none of this number
   */
  TestTimeAugmentation views(ModelFile model) {
    if (model.isOnnx() && count > 1) {
      throw new ParameterException(
          command.commandLine(),
          "--views is for a model.zip; " + model.path() + " is an ONNX model, which sees one view");
    }
    return switch (count) {
      case 1 -> TestTimeAugmentation.NONE;
      case 4 -> TestTimeAugmentation.FLIPS;
      case 8 -> TestTimeAugmentation.FLIPS_AND_ROTATIONS;
      default ->
          throw new IllegalArgumentException("--views is " + count + "; it must be 1, 4 or 8");
    };
  }
}
