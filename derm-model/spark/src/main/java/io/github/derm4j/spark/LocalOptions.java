package io.github.derm4j.spark;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of {@code derm fine-tune} on one machine that do not apply to a cluster. */
final class LocalOptions {

  private static final String HEAD =
      "this command trains all layers; for a head, compute 'features --weights' with"
          + " --feature-cache, and run 'derm fine-tune --train head' without --master";
  private static final String EVALUATION =
      "this command makes no report; classify the test images, and evaluate the model with 'derm"
          + " evaluate'";

  private static final Map<String, String> OF_FINE_TUNE =
      Map.ofEntries(
          Map.entry("--train", HEAD),
          Map.entry("--feature-cache", HEAD),
          Map.entry("--baseline", HEAD),
          Map.entry("--l2", HEAD),
          Map.entry("--backbone", HEAD),
          Map.entry("--preprocessing", HEAD),
          Map.entry("--provider", HEAD),
          Map.entry("--decoded-cache", "executors keep no decoded images; leave it out"),
          Map.entry("--devices", "a rank computes on one device; give more --ranks"),
          Map.entry("--backend", "executors use the backend in the jar; leave it out"),
          Map.entry(
              "--resume",
              "a training always continues from the checkpoints of the same training; leave it"
                  + " out"),
          Map.entry("--keep-checkpoints", "checkpoints are always kept; leave it out"),
          Map.entry("--watch", "the driver prints the progress; leave it out"),
          Map.entry("--json", EVALUATION),
          Map.entry("--task", EVALUATION),
          Map.entry("--readers", EVALUATION),
          Map.entry("--classes", EVALUATION),
          Map.entry("--heat-maps", EVALUATION),
          Map.entry("--min-sharpness", EVALUATION),
          Map.entry("--min-lesion-share", EVALUATION),
          Map.entry("--decisions", "leave out and relabel the images in the table of --labels"),
          Map.entry("--shuffle-labels", "shuffle the labels in the table of --labels"),
          Map.entry("--print-java", "docs/spark.md shows the program; leave it out"),
          Map.entry("--config", "repeat the options on the command line"),
          Map.entry("--zip-charset", "unpack the archive, and give the folder"));

  private LocalOptions() {}

  /**
   * Explains an unknown option of a command that has a meaning on one machine.
   *
   * @param command the name of the command
   * @param unknown the words that the command does not know
   * @return a line, or empty if no word is such an option
   */
  static Optional<String> explain(String command, List<String> unknown) {
    return command.equals("fine-tune")
        ? unknown.stream()
            .map(word -> word.replaceFirst("=.*", ""))
            .filter(OF_FINE_TUNE::containsKey)
            .findFirst()
            .map(option -> option + " does not apply on Spark: " + OF_FINE_TUNE.get(option))
        : Optional.empty();
  }
}
