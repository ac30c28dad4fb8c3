package io.github.derm4j.cli;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.taxonomy.internal.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code derm quickstart}: runs the whole workflow on synthetic lesions, without a download. */
@Command(
    name = "quickstart",
    description = {
      "Runs the whole workflow in a few minutes, on generated images and without a"
          + " download: draws lesions of 17 diseases, splits them by lesion, trains a"
          + " narrow Inception v3 from scratch, tests it on held-out lesions and writes a"
          + " report.",
      "Results on generated images say nothing about real skin."
    },
    mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {

  private static final int SAMPLES = 6;
  private static final String TITLE = "Synthetic lesions";

  @Mixin private WatchOption watching;
  @ParentCommand private Derm derm;
  @Spec private CommandSpec command;

  @Option(
      names = "--lesions",
      defaultValue = "420",
      paramLabel = "N",
      description = "Number of lesions to draw, at least 17. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 17)
  private int lesions;

  @Option(
      names = "--images-per-lesion",
      defaultValue = "3",
      paramLabel = "N",
      description = "Number of images of each lesion. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 1)
  private int imagesPerLesion;

  @Option(
      names = "--size",
      defaultValue = "75",
      paramLabel = "PIXELS",
      description =
          "Width and height of the network's input, 75 to 299. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 75, max = 299)
  private int size;

  @Option(
      names = "--width",
      defaultValue = "0.25",
      paramLabel = "SHARE",
      description = "Number of filters as a share of Inception v3's. Default: ${DEFAULT-VALUE}.")
  @InRange(above = 0, max = 4)
  private double width;

  @Option(
      names = "--epochs",
      defaultValue = "20",
      paramLabel = "N",
      description = "Number of passes over the training images. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 1)
  private int epochs;

  @Option(
      names = "--batch",
      defaultValue = "16",
      paramLabel = "N",
      description = "Number of images in a step. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 1)
  private int batch;

  @Option(
      names = "--learning-rate",
      defaultValue = "0.001",
      paramLabel = "RATE",
      description = "Learning rate of all layers. Default: ${DEFAULT-VALUE}, as in the paper.")
  @InRange(above = 0)
  private double learningRate;

  @Option(
      names = "--max-class-size",
      defaultValue = "100",
      paramLabel = "N",
      description =
          "Maximum number of training images in a training class. Default:"
              + " ${DEFAULT-VALUE}, which keeps the paper's nine second-level nodes apart and"
              + " merges some diseases.")
  @InRange(min = 1)
  private int maxClassSize;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of every random choice. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--shuffle-labels",
      description = "Shuffle the labels first; the AUC should then be near 0.5.")
  private boolean shuffleLabels;

  @Option(
      names = "--out",
      defaultValue = "derm-out/quickstart",
      paramLabel = "FOLDER",
      description = "Folder to write the results to. Default: ${DEFAULT-VALUE}.")
  private Path folder;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    try (OutputFolder out = OutputFolder.prepare(folder);
        TrainingWatch watch = watching.begin(TITLE, out.path(EpochsFile.NAME), derm.terminal())) {
      run(out, watch);
    }
    return 0;
  }

  private void run(OutputFolder out, TrainingWatch watch) throws IOException {
    NetworkTrainer trainer =
        NetworkTrainer.builder()
            .size(size)
            .width(width)
            .epochs(epochs)
            .batch(batch)
            .learningRate(learningRate)
            .seed(seed)
            .strict(true)
            .listener(watch.listener())
            .build();
    Map<String, String> trained = NetworkFacts.ofNetwork(null, size, width, batch, learningRate);
    trained.put("balance", "none");
    StudyPlan plan =
        new StudyPlan(
            TITLE,
            TaskDefinition.inTree("paper"),
            PlannedTrainer.of(trainer, trained),
            maxClassSize,
            new SplitPlan(0.1, 0.2, null));
    StudyRun run =
        new StudyRun(derm.terminal(), out, seed, shuffleLabels)
            .with(facts())
            .watchedBy(watch)
            .withData(
                new Provenance.Data(
                    "lesions drawn by a seeded generator",
                    "",
                    List.of("CC0-1.0"),
                    RunFile.command(command)));
    RunFile.write(command, out);
    derm.terminal().say("drawing " + Counted.text(lesions, "lesion") + " ...");
    SyntheticLesions recipe =
        SyntheticLesions.of(seed).withLesions(lesions).withImagesPerLesion(imagesPerLesion);
    try (LesionDataset dataset = recipe.dataset()) {
      Optional<StudyResult> result = run.train(dataset, plan);
      if (result.isPresent()) {
        writeSamples(result.get().evaluation().predictions().records(), dataset.images(), out);
        run.summarize(result.get(), json);
        derm.terminal()
            .say(
                "Next: derm classify --model "
                    + out.path(StudyRun.MODEL)
                    + " "
                    + out.path("samples")
                    + "/*");
      }
    }
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("dataset", "drawn by a seeded generator");
    facts.put("lesions", Integer.toString(lesions));
    facts.put("images per lesion", Integer.toString(imagesPerLesion));
    return facts;
  }

  /**
   * Writes a few test images as files to classify, because training images are not new to the
   * classifier.
   */
  private static void writeSamples(List<LesionRecord> test, ImageSource images, OutputFolder out)
      throws IOException {
    Path samples = Files.createDirectories(out.path("samples"));
    for (LesionRecord record : test.subList(0, Math.min(SAMPLES, test.size()))) {
      byte[] image = images.read(record.imageName());
      WholeFile.write(
          samples.resolve(Path.of(record.imageName()).getFileName()), file -> file.write(image));
    }
  }
}
