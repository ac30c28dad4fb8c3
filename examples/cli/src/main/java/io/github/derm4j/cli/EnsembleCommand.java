package io.github.derm4j.cli;

import io.github.derm4j.model.ensemble.EnsembleBundle;
import io.github.derm4j.model.ensemble.EnsembleClassifier;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.model.runtime.OnnxOptions;
import io.github.derm4j.model.runtime.OnnxProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code derm ensemble}: makes one classifier of several. */
@Command(
    name = "ensemble",
    description = {
      "Makes one file of several classifiers. It predicts the mean of their probabilities, and says"
          + " how much they disagree.",
      "The classifiers need the same disease tree, and the same training or inference classes. Each"
          + " preprocesses images for itself."
    },
    mixinStandardHelpOptions = true)
final class EnsembleCommand implements Callable<Integer> {

  private static final double MEGABYTE = 1e6;

  @ParentCommand private Derm derm;
  @Mixin private ViewsOption views;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.zip",
      description = "File to write the ensemble to.")
  private Path out;

  @Parameters(
      arity = "2..*",
      paramLabel = "MODEL",
      description = "The classifiers: two or more files model.zip or model.onnx.")
  private List<Path> models;

  @Override
  public Integer call() throws IOException {
    OutputFolder.requireFolder(out);
    for (Path model : models) {
      if (ModelFile.of(model).isEnsemble()) {
        throw new IllegalArgumentException(model + " is itself an ensemble; give its members");
      }
    }
    try (EnsembleClassifier ensemble =
        EnsembleBundle.ofFiles(models, OnnxOptions.of(OnnxProvider.CPU), views.views())) {
      EnsembleBundle.write(out, models, ensemble);
      derm.terminal()
          .say(
              String.format(
                  Locale.ROOT,
                  "derm: the ensemble of %s is in %s, %s, %.1f MB",
                  Format.count(models.size(), "classifier"),
                  out,
                  Format.count(ensemble.partition().classes().size(), "training class"),
                  Files.size(out) / MEGABYTE));
      if (!ensemble.hasSameClasses()) {
        derm.terminal()
            .say(
                "derm: its members have different training classes; it predicts the classes into"
                    + " which all of theirs can be summed");
      }
    }
    derm.terminal()
        .say(
            "derm: it has no thresholds, recalibration, prediction sets and score of novelty: those"
                + " of its members are for their own predictions");
    return 0;
  }
}
