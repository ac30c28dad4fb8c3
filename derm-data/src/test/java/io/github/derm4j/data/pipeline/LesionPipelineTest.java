package io.github.derm4j.data.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.TestImages;
import io.github.derm4j.data.image.DecodedCache;
import io.github.derm4j.data.image.Layout;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.image.WholeImage;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

@DisplayName("The lesion pipeline")
class LesionPipelineTest {

  private static final int IMAGES = 23;
  private static final Map<String, byte[]> FILES = files();

  private final List<LesionRecord> records = records(IMAGES);
  private final ImageSource source = ImageSource.inMemory(FILES);

  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new HashMap<>();
    for (int i = 0; i < IMAGES; i++) {
      files.put(name(i), TestImages.encode(TestImages.blobs(40, 30, i), "jpg"));
    }
    return files;
  }

  private static String name(int i) {
    return "image" + i + ".jpg";
  }

  private static List<LesionRecord> records(int count) {
    List<LesionRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(LesionRecord.builder("image" + i, name(i), disease(i % 3)).build());
    }
    return records;
  }

  private static DiseaseNode disease(int number) {
    return DiseaseNode.of("d" + number, "disease " + number);
  }

  private static int label(LesionRecord record) {
    return record.diagnosis().id().charAt(1) - '0';
  }

  private LesionPipeline pipeline(UnaryOperator<PipelineBuilder> settings) {
    PipelineBuilder builder =
        LesionPipeline.builder(
                records, source, LesionPipelineTest::label, 3, new PaperAugmentation(16))
            .batch(5)
            .seed(42);
    return settings.apply(builder).build();
  }

  private static List<DataSet> epoch(LesionPipeline pipeline) {
    List<DataSet> batches = new ArrayList<>();
    pipeline.forEachRemaining(batches::add);
    return batches;
  }

  private static List<String> ids(List<DataSet> batches) {
    return batches.stream()
        .flatMap(batch -> batch.getExampleMetaData(String.class).stream())
        .toList();
  }

  @Test
  @DisplayName("shows every image once an epoch, in batches of the size asked for")
  void everyImageOnce() {
    try (LesionPipeline pipeline = pipeline(b -> b)) {
      List<DataSet> batches = epoch(pipeline);
      assertThat(batches).hasSize(pipeline.batchesPerEpoch()).hasSize(5);
      assertThat(batches.get(0).getFeatures().shape()).containsExactly(5, 3, 16, 16);
      assertThat(batches.get(0).getLabels().shape()).containsExactly(5, 3);
      assertThat(batches.get(4).getFeatures().size(0)).isEqualTo(3);
      assertThat(ids(batches))
          .containsExactlyInAnyOrderElementsOf(
              records.stream().map(LesionRecord::imageId).toList());
      assertThat(pipeline.hasNext()).isFalse();
      assertThatThrownBy(pipeline::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  @DisplayName("gives each image its own label")
  void labels() {
    try (LesionPipeline pipeline = pipeline(b -> b)) {
      for (DataSet batch : epoch(pipeline)) {
        List<String> ids = batch.getExampleMetaData(String.class);
        for (int i = 0; i < ids.size(); i++) {
          int image = Integer.parseInt(ids.get(i).substring("image".length()));
          assertThat(batch.getLabels().getRow(i).argMax().getInt(0)).isEqualTo(image % 3);
          assertThat(batch.getLabels().getRow(i).sumNumber().doubleValue()).isEqualTo(1);
        }
      }
    }
  }

  @Test
  @DisplayName("makes the same batches, bit for bit, on 1 and on 8 threads")
  void threadsDoNotMatter() {
    try (LesionPipeline one = pipeline(b -> b.threads(1).prefetch(1));
        LesionPipeline eight = pipeline(b -> b.threads(8).prefetch(4))) {
      for (int round = 0; round < 2; round++) {
        assertSame(epoch(one), epoch(eight));
        one.reset();
        eight.reset();
      }
    }
  }

  private static void assertSame(List<DataSet> first, List<DataSet> second) {
    assertThat(ids(second)).isEqualTo(ids(first));
    assertThat(second).hasSameSizeAs(first);
    for (int i = 0; i < first.size(); i++) {
      assertThat(bits(second.get(i).getFeatures())).isEqualTo(bits(first.get(i).getFeatures()));
      assertThat(bits(second.get(i).getLabels())).isEqualTo(bits(first.get(i).getLabels()));
    }
  }

  /** The values themselves: two arrays of ND4J are equal when they are close. */
  private static float[] bits(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  @Test
  @DisplayName("draws differently in each epoch and for each seed")
  void epochsAndSeedsDiffer() {
    try (LesionPipeline pipeline = pipeline(b -> b);
        LesionPipeline other = pipeline(b -> b.seed(43))) {
      List<DataSet> first = epoch(pipeline);
      pipeline.reset();
      List<DataSet> second = epoch(pipeline);
      assertThat(ids(second)).isNotEqualTo(ids(first));
      assertThat(ids(epoch(other))).isNotEqualTo(ids(first));
      assertThat(byId(second).get("image0")).isNotEqualTo(byId(first).get("image0"));
    }
  }

  private static Map<String, INDArray> byId(List<DataSet> batches) {
    Map<String, INDArray> pictures = new TreeMap<>();
    for (DataSet batch : batches) {
      List<String> ids = batch.getExampleMetaData(String.class);
      for (int i = 0; i < ids.size(); i++) {
        pictures.put(ids.get(i), batch.getFeatures().slice(i).dup());
      }
    }
    return pictures;
  }

  @Test
  @DisplayName("draws the same for an image whichever others are with it")
  void otherImagesDoNotMatter() {
    try (LesionPipeline all = pipeline(b -> b);
        LesionPipeline few =
            LesionPipeline.builder(
                    records.subList(3, 9),
                    source,
                    LesionPipelineTest::label,
                    3,
                    new PaperAugmentation(16))
                .seed(42)
                .build()) {
      Map<String, INDArray> expected = byId(epoch(all));
      byId(epoch(few))
          .forEach((id, image) -> assertThat(bits(image)).isEqualTo(bits(expected.get(id))));
    }
  }

  @Test
  @DisplayName("continues after a seek exactly like a run that was not interrupted")
  void seek() {
    try (LesionPipeline whole = pipeline(b -> b);
        LesionPipeline resumed = pipeline(b -> b)) {
      epoch(whole);
      whole.reset();
      List<DataSet> expected = epoch(whole).subList(2, 5);
      resumed.seek(1, 2);
      assertSame(expected, epoch(resumed));
      resumed.reset();
      assertThat(resumed.epoch()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName(
      "says how far it is, batches that no image is left of included, and goes on from there")
  void batchesPassed() {
    Map<String, byte[]> files = new TreeMap<>(FILES);
    records.subList(3, IMAGES).forEach(record -> files.put(record.imageName(), new byte[0]));
    Supplier<LesionPipeline> pipelines =
        () ->
            LesionPipeline.builder(
                    records,
                    ImageSource.inMemory(files),
                    LesionPipelineTest::label,
                    3,
                    new WholeImage(16))
                .batch(1)
                .seed(42)
                .build();
    try (LesionPipeline whole = pipelines.get();
        LesionPipeline resumed = pipelines.get()) {
      assertThat(whole.batchesPassed()).isZero();
      whole.next();
      assertThat(whole.hasNext()).isTrue();
      int passed = whole.batchesPassed();
      resumed.seek(0, passed);
      assertThat(resumed.batchesPassed()).isEqualTo(passed);

      assertSame(epoch(whole), epoch(resumed));
      assertThat(whole.batchesPassed()).isGreaterThan(3).isEqualTo(resumed.batchesPassed());
    }
  }

  @Test
  @DisplayName("stays in the epoch when it is reset before its first batch")
  void resetAtTheStart() {
    try (LesionPipeline pipeline = pipeline(b -> b)) {
      pipeline.reset();
      assertThat(pipeline.hasNext()).isTrue();
      pipeline.reset();
      assertThat(pipeline.epoch()).isZero();
      assertThat(ids(epoch(pipeline))).hasSize(IMAGES);
      pipeline.reset();
      assertThat(pipeline.epoch()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("keeps the records' order for an evaluation, with the numbers as asked for")
  void evaluation() {
    try (LesionPipeline pipeline =
        LesionPipeline.builder(records, source, LesionPipelineTest::label, 3, new WholeImage(16))
            .shuffle(false)
            .layout(Layout.NHWC)
            .normalization(Normalization.MINUS_ONE_TO_ONE)
            .build()) {
      List<DataSet> batches = epoch(pipeline);
      assertThat(ids(batches)).isEqualTo(records.stream().map(LesionRecord::imageId).toList());
      INDArray features = batches.get(0).getFeatures();
      assertThat(features.shape()).containsExactly(23, 16, 16, 3);
      assertThat(features.minNumber().doubleValue()).isBetween(-1.0, -0.01);
      assertThat(features.maxNumber().doubleValue()).isBetween(0.01, 1.0);
    }
  }

  @Test
  @DisplayName("replicates each superclass to the size of the largest, each copy with its own draw")
  void replication() {
    List<LesionRecord> uneven = new ArrayList<>(records.subList(0, 12));
    uneven.removeIf(record -> label(record) == 2 && !record.imageId().equals("image2"));
    try (LesionPipeline pipeline =
        LesionPipeline.builder(
                uneven, source, LesionPipelineTest::label, 3, new PaperAugmentation(16))
            .balance(ClassBalance.replicate(LesionRecord::diagnosis))
            .build()) {
      assertThat(pipeline.imagesPerEpoch()).isEqualTo(12);
      List<DataSet> batches = epoch(pipeline);
      DataSet batch = batches.get(0);
      assertThat(batch.getLabels().sum(0).toDoubleVector()).containsExactly(4, 4, 4);
      List<String> ids = batch.getExampleMetaData(String.class);
      List<INDArray> copies = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        if (ids.get(i).equals("image2")) {
          copies.add(batch.getFeatures().slice(i).dup());
        }
      }
      assertThat(copies).hasSize(4);
      assertThat(copies.get(1)).isNotEqualTo(copies.get(0));
    }
  }

  @Test
  @DisplayName("mixes images and labels alike, the same on any thread and after a seek")
  void mixup() {
    try (LesionPipeline plain = pipeline(b -> b.batch(IMAGES));
        LesionPipeline mixed = pipeline(b -> b.batch(IMAGES).mixup(0.4));
        LesionPipeline eight = pipeline(b -> b.mixup(0.4).threads(8));
        LesionPipeline one = pipeline(b -> b.mixup(0.4).threads(1));
        LesionPipeline resumed = pipeline(b -> b.mixup(0.4))) {
      DataSet own = plain.next();
      DataSet batch = mixed.next();
      assertThat(batch.getExampleMetaData()).isEqualTo(own.getExampleMetaData());
      int soft = 0;
      for (int i = 0; i < IMAGES; i++) {
        INDArray labels = batch.getLabels().getRow(i);
        assertThat(labels.sumNumber().doubleValue()).isCloseTo(1, within(1e-6));
        assertThat(labels.minNumber().doubleValue()).isNotNegative();
        soft += labels.maxNumber().doubleValue() < 0.999 ? 1 : 0;
        assertThat(explains(own, batch, i)).as("image %d", i).isTrue();
      }
      assertThat(soft).isBetween(3, IMAGES);
      List<DataSet> all = epoch(one);
      assertSame(all, epoch(eight));
      resumed.seek(0, 2);
      assertSame(all.subList(2, 5), epoch(resumed));
      one.reset();
      assertThat(one.next().getLabels()).isNotEqualTo(all.get(0).getLabels());
    }
    assertThatThrownBy(() -> pipeline(b -> b.mixup(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("alpha of 0.0");
  }

  /** Whether a row is some share of its own image and label and the rest of another's. */
  private static boolean explains(DataSet own, DataSet mixed, int i) {
    INDArray target = mixed.getFeatures().slice(i);
    INDArray mine = own.getFeatures().slice(i);
    for (int j = 0; j < IMAGES; j++) {
      INDArray difference = own.getFeatures().slice(j).sub(mine);
      double length = difference.mul(difference).sumNumber().doubleValue();
      double other =
          length == 0 ? 0 : target.sub(mine).mul(difference).sumNumber().doubleValue() / length;
      INDArray labels =
          own.getLabels().getRow(i).mul(1 - other).add(own.getLabels().getRow(j).mul(other));
      if (target.sub(mine).sub(difference.mul(other)).amaxNumber().doubleValue() < 1e-5
          && mixed.getLabels().getRow(i).sub(labels).amaxNumber().doubleValue() < 1e-4) {
        return true;
      }
    }
    return false;
  }

  @Test
  @DisplayName("makes the same batches with a cache of decoded images as without")
  void cached(@TempDir Path folder) throws IOException {
    DecodedCache cache = DecodedCache.open(folder, 1_000_000);
    try (LesionPipeline plain = pipeline(b -> b);
        LesionPipeline cold = pipeline(b -> b.cache(cache));
        LesionPipeline warm = pipeline(b -> b.cache(cache))) {
      List<DataSet> expected = epoch(plain);
      assertSame(expected, epoch(cold));
      assertThat(cache.bytes()).isEqualTo(IMAGES * (12 + 3 * 40 * 30));
      assertSame(expected, epoch(warm));
    }
  }

  @Test
  @DisplayName(
      "makes the same batches in memory that was given back, and any other batch by itself")
  void recycled() {
    try (LesionPipeline fresh = pipeline(b -> b.prefetch(1));
        LesionPipeline recycling = pipeline(b -> b.prefetch(1))) {
      Set<Long> addresses = new HashSet<>();
      int batches = 0;
      for (int epoch = 0; epoch < 4; epoch++) {
        while (recycling.hasNext()) {
          DataSet batch = recycling.next();
          assertSame(List.of(fresh.next()), List.of(batch));
          addresses.add(batch.getFeatures().data().address());
          batches++;
          recycling.recycle(batch);
          recycling.recycle(batch); // a second time changes nothing
        }
        fresh.reset();
        recycling.reset();
      }
      assertThat(batches).isEqualTo(20);
      // Of two shapes, since the last batch of an epoch is smaller; and one more ahead of each.
      assertThat(addresses).hasSizeLessThanOrEqualTo(6);

      DataSet closed = recycling.next();
      assertSame(List.of(fresh.next()), List.of(closed));
      closed.getFeatures().close();
      recycling.recycle(closed);
      assertSame(epoch(fresh), epoch(recycling));
    }
  }

  @Test
  @DisplayName("leaves out an image that fails, counts it, and continues")
  void failuresAreCounted() {
    Map<String, byte[]> files = new HashMap<>(FILES);
    files.put(name(4), Arrays.copyOf(FILES.get(name(4)), 300));
    files.put(name(7), new byte[0]);
    files.remove(name(9));
    for (int threads : new int[] {1, 4}) {
      try (LesionPipeline pipeline =
          LesionPipeline.builder(
                  records,
                  ImageSource.inMemory(files),
                  LesionPipelineTest::label,
                  3,
                  new WholeImage(16))
              .batch(5)
              .threads(threads)
              .shuffle(false)
              .build()) {
        List<DataSet> batches = epoch(pipeline);
        assertThat(ids(batches)).hasSize(20).doesNotContain("image4", "image7", "image9");
        assertThat(batches.get(1).getFeatures().size(0)).isEqualTo(3);
        assertThat(batches.get(1).getLabels().size(0)).isEqualTo(3);
        assertThat(pipeline.failures()).containsOnlyKeys("image4", "image7", "image9");
        assertThat(pipeline.failures().get("image4")).contains("truncated");
        assertThat(pipeline.failures().get("image7")).contains("empty");
        try (LesionPipeline good =
            LesionPipeline.builder(
                    records, source, LesionPipelineTest::label, 3, new WholeImage(16))
                .batch(23)
                .shuffle(false)
                .build()) {
          INDArray expected = epoch(good).get(0).getFeatures();
          assertThat(batches.get(1).getFeatures().slice(1)).isEqualTo(expected.slice(6));
          assertThat(batches.get(1).getFeatures().slice(2)).isEqualTo(expected.slice(8));
        }
      }
    }
  }

  @Test
  @DisplayName("throws where it is strict, and names the image")
  void strict() {
    Map<String, byte[]> files = new HashMap<>(FILES);
    files.remove(name(3));
    try (LesionPipeline pipeline =
        LesionPipeline.builder(
                records,
                ImageSource.inMemory(files),
                LesionPipelineTest::label,
                3,
                new WholeImage(16))
            .shuffle(false)
            .strict(true)
            .build()) {
      assertThatThrownBy(pipeline::hasNext)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("image3");
    }
  }

  @Test
  @DisplayName("throws when not one image of an epoch can be used")
  void nothingLeft() {
    try (LesionPipeline pipeline =
        LesionPipeline.builder(
                records,
                ImageSource.inMemory(Map.of()),
                LesionPipelineTest::label,
                3,
                new WholeImage(16))
            .build()) {
      assertThatThrownBy(pipeline::hasNext)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("none of the 23 images");
    }
  }

  @Test
  @DisplayName("reads no more images ahead than its prefetch allows")
  void backPressure() throws IOException, InterruptedException {
    CountingSource counting = new CountingSource(source);
    try (LesionPipeline pipeline =
        LesionPipeline.builder(records, counting, LesionPipelineTest::label, 3, new WholeImage(16))
            .batch(4)
            .prefetch(2)
            .threads(4)
            .build()) {
      pipeline.next();
      Thread.sleep(200);
      assertThat(counting.reads()).isLessThanOrEqualTo(12);
    }
  }

  @Test
  @DisplayName("refuses no image, a label out of range, and use after close")
  void refuses() {
    assertThatThrownBy(
            () ->
                LesionPipeline.builder(
                        List.of(), source, LesionPipelineTest::label, 3, new WholeImage(16))
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(
            () ->
                LesionPipeline.builder(
                        records, source, LesionPipelineTest::label, 2, new WholeImage(16))
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("image2")
        .hasMessageContaining("disease 2");
    LesionPipeline pipeline = pipeline(b -> b);
    pipeline.close();
    assertThatThrownBy(pipeline::hasNext).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("gives each of three processes every third batch, in its place, also after a seek")
  void shards() {
    try (LesionPipeline whole = pipeline(plain -> plain)) {
      whole.seek(1, 1);
      Map<Integer, DataSet> expected = new TreeMap<>();
      while (whole.hasNext()) {
        DataSet batch = whole.next();
        expected.put(whole.batchesPassed(), batch);
      }
      Map<Integer, DataSet> found = new TreeMap<>();
      for (int i = 0; i < 3; i++) {
        int shard = i;
        try (LesionPipeline part = pipeline(plain -> plain.shard(shard, 3))) {
          part.seek(1, 1);
          while (part.hasNext()) {
            DataSet batch = part.next();
            assertThat((part.batchesPassed() - 1) % 3).isEqualTo(shard);
            found.put(part.batchesPassed(), batch);
          }
        }
      }
      assertThat(found.keySet()).isEqualTo(expected.keySet()).hasSize(4);
      found.forEach(
          (place, batch) ->
              assertThat(batch.getFeatures()).isEqualTo(expected.get(place).getFeatures()));
    }
  }

  @Test
  @DisplayName("refuses a shard that does not exist")
  void noSuchShard() {
    assertThatThrownBy(() -> pipeline(plain -> plain.shard(2, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shard is 2: it must be from 0 to 1");
  }
}
