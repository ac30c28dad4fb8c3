package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.cli.source.Written;
import io.github.derm4j.data.image.ColourJitter;
import io.github.derm4j.data.image.Cutout;
import io.github.derm4j.data.image.DecodedCache;
import io.github.derm4j.data.image.HorizontalFlip;
import io.github.derm4j.data.image.ImageTransform;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.image.RandomResizedCrop;
import io.github.derm4j.data.pipeline.PipelineBuilder;
import io.github.derm4j.model.training.Balance;
import io.github.derm4j.model.training.NetworkTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the sampling and augmentation of training images. */
final class InputOptions {

  private static final String PAPER = "paper";
  private static final double CROP_AREA = 0.5;
  private static final double COLOUR = 0.2;
  private static final double CUTOUT = 0.25;
  private static final long CACHE_BYTES = 32L << 30;

  @Option(
      names = "--augment",
      defaultValue = PAPER,
      paramLabel = "NAMES",
      description =
          "Augmentation of training images: paper (any rotation, the largest upright"
              + " rectangle inside, a flip), or crop (a random rectangle of at least half of the"
              + " image); optionally followed by +flip, +colour (brightness, contrast and"
              + " saturation by up to 20 %%) and +cutout (a grey square), as in paper+colour."
              + " Default: ${DEFAULT-VALUE}.")
  private String augment;

  @Option(
      names = "--mixup",
      paramLabel = "ALPHA",
      description =
          "Mix each training image with another one; the share is drawn from Beta(ALPHA,"
              + " ALPHA). ALPHA is 0.01 to 1. Default: no mixing.")
  @InRange(min = 0.01, max = 1)
  private @Nullable Double mixup;

  @Option(
      names = "--decoded-cache",
      paramLabel = "FOLDER",
      description =
          "Folder for decoded images, up to 32 GiB, so that later epochs need not decode"
              + " them. Default: no cache.")
  private @Nullable Path decodedCache;

  @Option(
      names = "--balance",
      arity = "0..1",
      fallbackValue = "replicated",
      defaultValue = "none",
      paramLabel = "RULE",
      description =
          "none; replicated (also without a value): copy images until each first-level"
              + " class of the tree is as large as the largest; weighted: draw every training"
              + " class equally often on average. With --train head, images get weights"
              + " instead of copies. Default: ${DEFAULT-VALUE}.")
  private Balance balance;

  Balance balance() {
    return balance;
  }

  String balanceFact() {
    return switch (balance) {
      case NONE -> "none";
      case REPLICATED -> "first-level classes replicated";
      case WEIGHTED -> "training classes drawn equally often";
    };
  }

  /** Applies these options for an image size. */
  Written<NetworkTrainer.Builder> applyTo(Written<NetworkTrainer.Builder> trainer, int size)
      throws IOException {
    Calls<PipelineBuilder> pipeline =
        Calls.<PipelineBuilder>none()
            .with(PipelineBuilder::mixup, mixup)
            .withMade(PipelineBuilder::cache, cache());
    return trainer.with(
        Calls.<NetworkTrainer.Builder>none()
            .with(NetworkTrainer.Builder::balance, balance, Balance.NONE)
            .withMade(
                NetworkTrainer.Builder::augmentation,
                augment.equals(PAPER) ? null : augmentation(augment, size))
            .withMade(
                NetworkTrainer.Builder::pipeline,
                pipeline.isEmpty() ? null : pipeline.asFunction("pipeline")));
  }

  /** The cache in a program, which opens it in a variable because opening may fail. */
  private @Nullable Written<DecodedCache> cache() throws IOException {
    return decodedCache == null
        ? null
        : Written.of(DecodedCache::open, decodedCache, CACHE_BYTES)
            .inVariable(DecodedCache.class, "cache");
  }

  /**
   * Makes the transform from its names.
   *
   * @throws IllegalArgumentException if a name is unknown
   */
  static Written<ImageTransform> augmentation(String names, int size) {
    List<String> parts = List.of(names.split("\\+", -1));
    Written<ImageTransform> transform =
        switch (parts.get(0)) {
          case PAPER -> Written.of(PaperAugmentation::new, size);
          case "crop" -> Written.of(RandomResizedCrop::new, size, CROP_AREA);
          default -> throw unknown(names, parts.get(0), "begin with paper or crop");
        };
    for (String part : parts.subList(1, parts.size())) {
      transform =
          switch (part) {
            case "flip" -> Written.from(HorizontalFlip::new, transform);
            case "colour", "color" ->
                Written.from(ColourJitter::new, transform, COLOUR, COLOUR, COLOUR);
            case "cutout" -> Written.from(Cutout::new, transform, CUTOUT);
            default -> throw unknown(names, part, "add flip, colour or cutout");
          };
    }
    return transform;
  }

  private static IllegalArgumentException unknown(String names, String part, String remedy) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "--augment %s: unknown '%s'; %s", names, part, remedy));
  }

  /** The deviations from the paper, for the report. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    if (!augment.equals(PAPER)) {
      facts.put("augmentation", augment);
    }
    if (mixup != null) {
      facts.put("mixup", mixup.toString());
    }
    return facts;
  }
}
