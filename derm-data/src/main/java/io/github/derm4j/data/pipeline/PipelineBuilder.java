package io.github.derm4j.data.pipeline;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.DecodedCache;
import io.github.derm4j.data.image.ImageTransform;
import io.github.derm4j.data.image.Layout;
import io.github.derm4j.data.image.Normalization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** The settings of a {@link LesionPipeline}, each with a default. */
public final class PipelineBuilder {

  private final List<LesionRecord> records;
  private final ImageSource images;
  private final ToIntFunction<LesionRecord> label;
  private final int classes;
  private final ImageTransform transform;
  private int batch = 32;
  private long seed = 1;
  private int threads = Runtime.getRuntime().availableProcessors();
  private int prefetch = 2;
  private Layout layout = Layout.NCHW;
  private Normalization normalization = Normalization.ZERO_TO_ONE;
  private ClassBalance balance = ClassBalance.none();
  private boolean shuffle = true;
  private boolean strict;
  private Optional<Mixup> mixup = Optional.empty();
  private Optional<DecodedCache> cache = Optional.empty();
  private int shard;
  private int shards = 1;

  PipelineBuilder(
      List<LesionRecord> records,
      ImageSource images,
      ToIntFunction<LesionRecord> label,
      int classes,
      ImageTransform transform) {
    this.records = records;
    this.images = images;
    this.label = label;
    this.classes = atLeastOne(classes, "classes");
    this.transform = transform;
  }

  /**
   * Sets the number of images in a batch.
   *
   * @param images at least 1; 32 by default
   * @return this
   */
  public PipelineBuilder batch(int images) {
    batch = atLeastOne(images, "batch");
    return this;
  }

  /**
   * Sets the seed of all random choices.
   *
   * @param value any number; 1 by default
   * @return this
   */
  public PipelineBuilder seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Sets the number of worker threads; it changes the speed and nothing else.
   *
   * @param count at least 1; by default the number of processors
   * @return this
   */
  public PipelineBuilder threads(int count) {
    threads = atLeastOne(count, "threads");
    return this;
  }

  /**
   * Sets the number of batches that are prepared ahead; the pipeline uses the memory of that many
   * batches.
   *
   * @param batches at least 1; 2 by default
   * @return this
   */
  public PipelineBuilder prefetch(int batches) {
    prefetch = atLeastOne(batches, "prefetch");
    return this;
  }

  /**
   * Sets the order of the axes.
   *
   * @param value {@link Layout#NCHW} by default
   * @return this
   */
  public PipelineBuilder layout(Layout value) {
    layout = value;
    return this;
  }

  /**
   * Sets the mapping from 8-bit values to numbers, which must match the training of the network's
   * weights.
   *
   * @param value {@link Normalization#ZERO_TO_ONE} by default
   * @return this
   */
  public PipelineBuilder normalization(Normalization value) {
    normalization = value;
    return this;
  }

  /**
   * Sets the class balance: how often each image occurs in an epoch.
   *
   * @param value {@link ClassBalance#none()} by default
   * @return this
   */
  public PipelineBuilder balance(ClassBalance value) {
    balance = value;
    return this;
  }

  /**
   * Sets whether each epoch has a random order or the order of the records.
   *
   * @param value true by default; false for an evaluation
   * @return this
   */
  public PipelineBuilder shuffle(boolean value) {
    shuffle = value;
    return this;
  }

  /**
   * Sets whether an unusable image causes an exception.
   *
   * @param value false by default: it is left out and counted
   * @return this
   */
  public PipelineBuilder strict(boolean value) {
    strict = value;
    return this;
  }

  /**
   * Mixes each image with another of its batch (Zhang et al., ICLR 2018): pixels and labels are
   * both {@code λ} times its own plus {@code 1 − λ} times the other's, {@code λ} drawn from
   * Beta(alpha, alpha). The labels are then no longer one-hot; the metadata remain those of the
   * image itself. The draws depend on the seed, the epoch and the position in the epoch.
   *
   * @param alpha in [0.01, 1]: near 0 images are hardly mixed, at 1 all shares are equally likely;
   *     no mixing by default
   * @return this
   * @throws IllegalArgumentException if it is out of range
   */
  public PipelineBuilder mixup(double alpha) {
    mixup = Optional.of(new Mixup(alpha));
    return this;
  }

  /**
   * Keeps decoded images on disk, so that further epochs need not decode them again.
   *
   * @param value a cache, which several pipelines may share; none by default
   * @return this
   */
  public PipelineBuilder cache(DecodedCache value) {
    cache = Optional.of(value);
    return this;
  }

  /**
   * Reads only every {@code shards}-th batch of an epoch, so that several processes share one
   * sequence of batches. The batches equal those at the same positions of a pipeline without
   * shards; {@link LesionPipeline#batchesPassed()} and {@link LesionPipeline#seek} count all
   * positions.
   *
   * @param shard the position of the first batch, from 0 to {@code shards - 1}
   * @param shards the number of processes, at least 1; 1 by default
   * @return this
   * @throws IllegalArgumentException if a number is out of range
   */
  public PipelineBuilder shard(int shard, int shards) {
    this.shards = atLeastOne(shards, "shards");
    if (shard < 0 || shard >= shards) {
      throw new IllegalArgumentException(
          "shard is " + shard + ": it must be from 0 to " + (shards - 1));
    }
    this.shard = shard;
    return this;
  }

  /**
   * Describes the settings {@link #mixup}, {@link #balance} and {@link #shuffle} if they are not
   * the default. Together with the images, their transform, the batch size and the seed, they
   * determine the pixels of an epoch.
   *
   * @return the values by name; a custom balance is named by its {@code toString}
   */
  public Map<String, String> choices() {
    Map<String, String> choices = new LinkedHashMap<>();
    mixup.ifPresent(mixed -> choices.put("mixup", Double.toString(mixed.alpha())));
    if (!balance.equals(ClassBalance.none())) {
      choices.put("balance", balance.toString());
    }
    if (!shuffle) {
      choices.put("shuffle", "false");
    }
    return choices;
  }

  /**
   * Makes the pipeline, at the start of epoch 0. Workers start with the first batch.
   *
   * @return the pipeline, which the caller closes
   * @throws IllegalArgumentException if there are no images, or the class of an image is out of
   *     range
   */
  public LesionPipeline build() {
    return new LesionPipeline(
        records,
        images,
        label,
        IntStream.range(0, classes).mapToObj(Integer::toString).toList(),
        transform,
        new PipelineOptions(
            batch,
            seed,
            threads,
            prefetch,
            layout,
            normalization,
            balance,
            shuffle,
            strict,
            mixup,
            cache,
            shard,
            shards));
  }

  private static int atLeastOne(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ": it must be at least 1");
    }
    return value;
  }
}
