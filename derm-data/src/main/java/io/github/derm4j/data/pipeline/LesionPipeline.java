package io.github.derm4j.data.pipeline;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.DecodeBuffer;
import io.github.derm4j.data.image.ImageBatch;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.ImageTransform;
import io.github.derm4j.data.image.LesionImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns records into batches: reads, decodes, transforms and normalises images on several threads,
 * a limited number of batches ahead of the network.
 *
 * <p>A batch has the features {@code [n, 3, s, s]} (or {@code [n, s, s, 3]}), channels in the order
 * red, green, blue, and labels {@code [n, classes]}, one-hot unless images are mixed; its example
 * metadata are the image ids ({@code dataSet.getExampleMetaData(String.class)}), which assign
 * predictions to images.
 *
 * <p>Every random choice is a function of seed, epoch and image id. The batches are therefore the
 * same, bit for bit, on any number of threads, and after a {@link #seek} to the position where a
 * run stopped. {@link #reset()} continues with the next epoch, with another order and other random
 * choices.
 *
 * <p>An image that can't be read or decoded is left out of its batch, which is then smaller; it is
 * logged once and listed in {@link #failures()}. A strict pipeline throws instead.
 *
 * <p>The iterator must be used by one thread only. It prefetches by itself: {@link
 * #asyncSupported()} is false, so that Deeplearning4j does not add a second prefetching layer.
 */
public final class LesionPipeline implements DataSetIterator, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LesionPipeline.class);

  /**
   * The maximum number of failures that are logged; further ones are only counted, so that a broken
   * archive does not flood the log.
   */
  private static final int LOGGED_FAILURES = 10;

  private static final int CLOSING_SECONDS = 10;

  private final transient PipelineOptions options;
  private final transient List<LesionRecord> records;
  private final transient ImageSource images;
  private final transient ImageTransform transform;
  private final transient int[] labels;
  private final transient ExecutorService workers;
  private final transient Deque<BatchJob> inFlight = new ArrayDeque<>();
  private final transient Recycled recycled = new Recycled();
  private final transient Map<String, String> failures = new LinkedHashMap<>();
  private final List<String> classNames;

  private transient EpochPlan plan;
  private int epoch;
  private int scheduled;
  private int passed;
  private int passedWithReady;
  private boolean touched;
  private boolean delivered;
  private boolean closed;
  private transient @Nullable DataSet ready;
  private transient @Nullable DataSetPreProcessor preProcessor;

  LesionPipeline(
      List<LesionRecord> records,
      ImageSource images,
      ToIntFunction<LesionRecord> label,
      List<String> classNames,
      ImageTransform transform,
      PipelineOptions options) {
    this.records = List.copyOf(records);
    this.images = images;
    this.classNames = List.copyOf(classNames);
    this.transform = transform;
    this.options = options;
    this.labels = labels(this.records, label, classNames.size());
    this.plan = plan(0);
    this.workers = Workers.start(options.threads());
  }

  /**
   * Starts a pipeline with its required settings.
   *
   * @param records the images, at least one
   * @param images the source of their pixels; the pipeline does not close it
   * @param label the training class of an image, from 0 to {@code classes − 1}
   * @param classes the number of training classes
   * @param transform the transform to the network's input size
   * @return a builder
   */
  public static PipelineBuilder builder(
      List<LesionRecord> records,
      ImageSource images,
      ToIntFunction<LesionRecord> label,
      int classes,
      ImageTransform transform) {
    return new PipelineBuilder(records, images, label, classes, transform);
  }

  private static int[] labels(
      List<LesionRecord> records, ToIntFunction<LesionRecord> label, int classes) {
    if (records.isEmpty()) {
      throw new IllegalArgumentException(
          "a pipeline needs at least one image: its part of the split is empty");
    }
    int[] labels = new int[records.size()];
    for (int i = 0; i < labels.length; i++) {
      LesionRecord record = records.get(i);
      labels[i] = label.applyAsInt(record);
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "image "
                + record.imageId()
                + " ("
                + record.diagnosis().name()
                + ") has the class "
                + labels[i]
                + ", but the classes are 0 to "
                + (classes - 1)
                + ": leave out images whose label is not in the partition");
      }
    }
    return labels;
  }

  private EpochPlan plan(int ofEpoch) {
    return EpochPlan.of(records, options.balance(), options.shuffle(), options.seed(), ofEpoch);
  }

  /**
   * The number of images in the current epoch, after balancing, including those that fail.
   *
   * @return images
   */
  public int imagesPerEpoch() {
    return plan.size();
  }

  /**
   * The number of batches in the current epoch, if no image fails.
   *
   * @return batches
   */
  public int batchesPerEpoch() {
    return (plan.size() + options.batch() - 1) / options.batch();
  }

  /**
   * The current epoch.
   *
   * @return from 0
   */
  public int epoch() {
    return epoch;
  }

  /**
   * The position in the current epoch after the last batch that {@link #next} returned, for {@link
   * #seek}. Batches without a usable image count, although they are never returned.
   *
   * @return a number of batches
   */
  public int batchesPassed() {
    return passed;
  }

  /**
   * Moves to a position in the sequence of batches, to resume a run there.
   *
   * @param toEpoch the epoch, from 0
   * @param batches the number of its batches that were already seen
   * @throws IllegalArgumentException if a number is negative
   */
  public void seek(int toEpoch, int batches) {
    requireOpen();
    if (toEpoch < 0 || batches < 0) {
      throw new IllegalArgumentException(
          "epoch " + toEpoch + ", batch " + batches + ": both count from 0");
    }
    dropInFlight();
    epoch = toEpoch;
    plan = plan(toEpoch);
    scheduled =
        Math.min((int) Math.min((long) batches * options.batch(), plan.size()), plan.size());
    passed = batches;
    touched = batches > 0;
    delivered = batches > 0;
  }

  /**
   * The images that could not be used so far.
   *
   * @return the reasons by image id, in the order of occurrence
   */
  public Map<String, String> failures() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(failures));
  }

  @Override
  public boolean hasNext() {
    requireOpen();
    if (ready == null) {
      ready = assembleNext();
    }
    return ready != null;
  }

  /**
   * Returns the next batch.
   *
   * @return a batch of the set size; smaller at the end of an epoch or if an image failed
   * @throws NoSuchElementException at the end of the epoch
   * @throws UncheckedIOException if an image fails in a strict pipeline, or every image of an epoch
   *     fails
   * @throws IllegalStateException if the pipeline is closed
   */
  @Override
  public DataSet next() {
    if (!hasNext() || ready == null) {
      throw new NoSuchElementException(
          "epoch " + epoch + " has ended: call reset() for the next one");
    }
    DataSet batch = ready;
    ready = null;
    passed = passedWithReady;
    touched = true;
    delivered = true;
    if (preProcessor != null) {
      preProcessor.preProcess(batch);
    }
    return batch;
  }

  /**
   * Returns the memory of a batch to the pipeline for a later batch: about 34 MB for 32 images of
   * 299 pixels. This saves the time of allocating new memory. Any thread may call it.
   *
   * @param batch a batch of this pipeline; its features must not be used afterwards
   */
  public void recycle(DataSet batch) {
    recycled.giveBack(batch.getFeatures());
  }

  /** Keeps the queue full, waits for its head, and skips empty batches. */
  private @Nullable DataSet assembleNext() {
    while (true) {
      schedule();
      BatchJob job = inFlight.poll();
      if (job == null) {
        if (touched && !delivered) {
          throw new UncheckedIOException(
              new IOException(
                  "none of the "
                      + plan.size()
                      + " images of epoch "
                      + epoch
                      + " could be used: "
                      + failures.values().iterator().next()));
        }
        return null;
      }
      touched = true;
      try {
        job.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        job.cancel();
        throw new IllegalStateException("interrupted while waiting for images", e);
      }
      int[] kept = keep(job);
      schedule();
      if (kept.length > 0) {
        passedWithReady = job.first() / options.batch() + 1;
        return assemble(job, kept);
      }
    }
  }

  private void schedule() {
    while (inFlight.size() < options.prefetch() && scheduled < plan.size()) {
      int size = Math.min(options.batch(), plan.size() - scheduled);
      if (scheduled / options.batch() % options.shards() != options.shard()) {
        scheduled += size; // Another process reads it.
        continue;
      }
      ImageBatch batch = emptyBatch(size);
      BatchJob job = new BatchJob(scheduled, size, batch);
      scheduled += size;
      inFlight.add(job);
      int ofEpoch = epoch;
      EpochPlan ofPlan = plan;
      for (int place = 0; place < size; place++) {
        int at = place;
        workers.execute(
            () -> job.run(at, (target, i) -> load(ofPlan, ofEpoch, job.first() + i, target, i)));
      }
    }
  }

  private ImageBatch emptyBatch(int size) {
    INDArray used = recycled.array(options.layout().shape(size, transform.size()));
    return used == null
        ? new ImageBatch(size, transform.size(), options.layout(), options.normalization())
        : ImageBatch.into(used, options.layout(), options.normalization());
  }

  private void load(EpochPlan ofPlan, int ofEpoch, int position, ImageBatch target, int place)
      throws IOException {
    LesionRecord record = records.get(ofPlan.record(position));
    RandomGenerator random =
        ImageRandom.generator(options.seed(), ofEpoch, record.imageId(), ofPlan.replica(position));
    byte[] bytes = images.read(record.imageName());
    DecodeBuffer buffer = recycled.buffer();
    try (LesionImage image = decode(bytes, record.imageName(), buffer);
        LesionImage square = transform.apply(image, random)) {
      target.set(place, square);
    } finally {
      recycled.giveBack(buffer);
    }
  }

  private LesionImage decode(byte[] bytes, String name, DecodeBuffer buffer) throws IOException {
    return options.cache().isPresent()
        ? options.cache().get().decode(bytes, name, transform, buffer)
        : ImageDecoder.decode(bytes, name, transform, buffer);
  }

  /** Returns the filled positions of a batch, and reports the others. */
  private int[] keep(BatchJob job) {
    return IntStream.range(0, job.size())
        .filter(
            place -> {
              Throwable failure = job.failure(place);
              if (failure == null) {
                return true;
              }
              report(record(job, place), failure);
              return false;
            })
        .toArray();
  }

  private void report(LesionRecord record, Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (!(failure instanceof IOException)) {
      throw new IllegalStateException(
          "image " + record.imageId() + " could not be transformed", failure);
    }
    if (options.strict()) {
      throw new UncheckedIOException(
          new IOException("image " + record.imageId() + ": " + failure.getMessage(), failure));
    }
    String message = String.valueOf(failure.getMessage());
    if (failures.put(record.imageId(), message) == null && failures.size() <= LOGGED_FAILURES) {
      LOG.warn("image {} is left out: {}", record.imageId(), message);
      if (failures.size() == LOGGED_FAILURES) {
        LOG.warn("further images that fail are counted, not logged");
      }
    }
  }

  private LesionRecord record(BatchJob job, int place) {
    return records.get(plan.record(job.first() + place));
  }

  private DataSet assemble(BatchJob job, int[] kept) {
    INDArray features = job.images().features();
    if (kept.length < job.size()) {
      INDArray whole = features;
      features = Arrays4d.rows(whole, kept);
      recycled.giveBack(whole);
    }
    List<String> ids = new ArrayList<>(kept.length);
    int[] classes = new int[kept.length];
    for (int i = 0; i < kept.length; i++) {
      ids.add(record(job, kept[i]).imageId());
      int index = plan.record(job.first() + kept[i]);
      classes[i] = labels[index];
    }
    INDArray rows = Arrays4d.oneHot(classes, classNames.size());
    if (options.mixup().isPresent()) {
      Mixup.Draw[] draws = draws(options.mixup().get(), job, kept);
      INDArray plain = features;
      features = Arrays4d.mix(plain, draws);
      recycled.giveBack(plain);
      rows = Arrays4d.mix(rows, draws);
    }
    DataSet batch = new DataSet(features, rows);
    batch.setExampleMetaData(ids);
    return batch;
  }

  private Mixup.Draw[] draws(Mixup mixup, BatchJob job, int[] kept) {
    return Arrays.stream(kept)
        .mapToObj(
            place ->
                mixup.draw(
                    kept.length, ImageRandom.ofPlace(options.seed(), epoch, job.first() + place)))
        .toArray(Mixup.Draw[]::new);
  }

  /** Moves to the start of the next epoch; does nothing before the first batch of an epoch. */
  @Override
  public void reset() {
    requireOpen();
    if (delivered || (touched && ready == null)) {
      seek(epoch + 1, 0);
    }
  }

  private void dropInFlight() {
    inFlight.forEach(BatchJob::cancel);
    inFlight.clear();
    ready = null;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the pipeline is closed");
    }
  }

  /**
   * Stops the workers, and waits a few seconds for their current images, because their source or
   * cache may be closed afterwards. The image source stays open, because it belongs to the data
   * set.
   */
  @Override
  public void close() {
    closed = true;
    dropInFlight();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("an image is still being read {} seconds after the end", CLOSING_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    recycled.close();
  }

  /**
   * Returns the next batch; only the batch size of the builder is allowed.
   *
   * @param num the batch size of the builder
   * @return the next batch
   * @throws UnsupportedOperationException for any other size
   */
  @Override
  public DataSet next(int num) {
    if (num != options.batch()) {
      throw new UnsupportedOperationException(
          "batches of "
              + num
              + " images from a pipeline of batches of "
              + options.batch()
              + ": set the size in the builder");
    }
    return next();
  }

  @Override
  public int inputColumns() {
    return 3 * transform.size() * transform.size();
  }

  @Override
  public int totalOutcomes() {
    return classNames.size();
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  /** Returns false, because the pipeline prefetches by itself. */
  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public int batch() {
    return options.batch();
  }

  @Override
  public void setPreProcessor(DataSetPreProcessor newPreProcessor) {
    preProcessor = newPreProcessor;
  }

  @Override
  public @Nullable DataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }

  @Override
  public List<String> getLabels() {
    return classNames;
  }
}
