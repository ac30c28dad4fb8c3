package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.primitives.Floats;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A training with checkpoints")
class CheckpointsTest {

  @TempDir static Path shared;
  private static Path finished;
  private static byte[] uninterrupted;

  @TempDir Path folder;

  @BeforeAll
  static void trainWithoutInterruption() throws IOException {
    finished = shared.resolve("finished");
    uninterrupted = KilledTraining.train(Checkpoints.in(finished).withLast(2), 0.01, NONE);
  }

  private static final TrainingListener NONE = TrainingListener.NONE;

  @Tag("slow")
  @Test
  @DisplayName("that was killed and resumed ends with the same bits as one that was not")
  void survivesSigkill() throws Exception {
    Path cut = folder.resolve("cut");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                KilledTraining.class.getName(),
                cut.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("child.log").toFile())
            .start();
    try {
      while (child.isAlive() && steps(cut).stream().noneMatch(name -> name.contains("0006"))) {
        Thread.sleep(5);
      }
    } finally {
      child.destroyForcibly(); // SIGKILL: no shutdown hook, no finally block runs
    }
    assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(child.exitValue())
        .as(Files.readString(folder.resolve("child.log")))
        .isEqualTo(128 + 9);
    assertThat(steps(cut)).noneMatch(name -> name.contains("0012"));

    byte[] resumed = KilledTraining.train(Checkpoints.in(cut).withResume(true), 0.01, NONE);

    assertThat(Arrays.equals(resumed, uninterrupted)).isTrue();
  }

  @Test
  @DisplayName("that was stopped within an epoch continues from that very step")
  void goesOnFromWhereItStopped() throws IOException {
    NetworkTrainer[] tuner = new NetworkTrainer[1];
    List<Long> seen = new ArrayList<>();
    tuner[0] =
        KilledTraining.tuner(
            Checkpoints.in(folder),
            0.01,
            new TrainingListener() {
              private boolean inEpoch;

              @Override
              public void started(String work, long images) {
                inEpoch = work.startsWith("epoch");
              }

              @Override
              public void advanced(long images) {
                if (!inEpoch) {
                  return;
                }
                seen.add(images);
                if (seen.stream().mapToLong(Long::longValue).sum() == 24) {
                  tuner[0].requestStop(); // in the second of four batches of the second epoch
                }
              }
            });
    KilledTraining.fit(tuner[0]);
    assertThat(steps(folder)).contains("step-0000000006.checkpoint");

    byte[] resumed = KilledTraining.train(Checkpoints.in(folder).withResume(true), 0.01, NONE);

    assertThat(Arrays.equals(resumed, uninterrupted)).isTrue();
  }

  @Test
  @DisplayName("also continues from that step if no image of a whole batch can be read")
  void goesOnBehindUnreadableBatches() throws IOException {
    Spots spots = new Spots(24, 3);
    Map<String, byte[]> files = new TreeMap<>(spots.files());
    // Of sixteen images in batches of two, so that four batches or more have none.
    for (LesionRecord record : spots.records().subList(4, 16)) {
      files.put(record.imageName(), new byte[] {1, 2, 3});
    }
    Supplier<NetworkTrainer.Builder> options =
        () ->
            NetworkTrainer.builder()
                .size(75)
                .width(0.0625)
                .batch(2)
                .epochs(1)
                .learningRate(0.01)
                .weightAverage(0);
    Function<NetworkTrainer, TrainingResult> fit =
        tuner -> {
          try {
            return tuner.train(
                spots.records().subList(0, 16),
                spots.records().subList(16, 24),
                ImageSource.inMemory(files),
                spots.partition());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    TrainingResult whole = fit.apply(options.get().build());

    for (int stopAfter = 1; stopAfter <= 3; stopAfter++) {
      Checkpoints plan = Checkpoints.in(folder.resolve("after " + stopAfter));
      NetworkTrainer[] tuner = new NetworkTrainer[1];
      long[] left = {stopAfter};
      TrainingListener stops =
          new TrainingListener() {
            @Override
            public void advanced(long images) {
              left[0] -= images;
              if (left[0] <= 0) {
                tuner[0].requestStop();
              }
            }
          };
      tuner[0] = options.get().checkpoints(plan).listener(stops).build();
      assertThat(fit.apply(tuner[0]).interrupted()).isTrue();

      TrainingResult resumed = fit.apply(options.get().checkpoints(plan.withResume(true)).build());

      assertThat(bits(resumed)).as("stopped after " + stopAfter).isEqualTo(bits(whole));
      assertThat(resumed.skipped()).containsExactlyInAnyOrderElementsOf(whole.skipped());
    }
  }

  @Test
  @DisplayName("continues to more epochs than it was started with")
  void goesOnToMoreEpochs() throws IOException {
    NetworkTrainer.Builder shorter = KilledTraining.options(0.01).epochs(2);
    KilledTraining.fit(shorter.checkpoints(Checkpoints.in(folder)).build());

    byte[] longer = KilledTraining.train(Checkpoints.in(folder).withResume(true), 0.01, NONE);

    assertThat(Arrays.equals(longer, uninterrupted)).isTrue();
  }

  @Test
  @DisplayName("does not continue with an image whose pixels changed under the same name")
  void seesPixels() throws IOException {
    Spots spots = new Spots(24, 5);
    NetworkTrainer.Builder options = KilledTraining.options(0.01).epochs(1).weightAverage(0);
    List<LesionRecord> train = spots.records().subList(0, 16);
    List<LesionRecord> validation = spots.records().subList(16, 24);
    options
        .checkpoints(Checkpoints.in(folder))
        .build()
        .train(train, validation, spots.images(), spots.partition());
    Map<String, byte[]> changed = new TreeMap<>(spots.files());
    changed.put("spot020.png", spots.files().get("spot018.png"));
    NetworkTrainer resumed =
        options.epochs(2).checkpoints(Checkpoints.in(folder).withResume(true)).build();

    assertThatThrownBy(
            () ->
                resumed.train(train, validation, ImageSource.inMemory(changed), spots.partition()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("belongs to another training: {validationContents=")
        .hasMessageNotContaining("trainingContents");
  }

  @Test
  @DisplayName("does not continue to more epochs if the schedule ends earlier")
  void hasOneCosine() throws IOException {
    NetworkTrainer.Builder options = KilledTraining.options(0.01).epochs(1).weightAverage(0);
    KilledTraining.fit(options.optimization(cosine(1)).checkpoints(Checkpoints.in(folder)).build());
    NetworkTrainer longer =
        options
            .epochs(2)
            .optimization(cosine(2))
            .checkpoints(Checkpoints.in(folder).withResume(true))
            .build();

    assertThatThrownBy(() -> KilledTraining.fit(longer))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("belongs to another training")
        .hasMessageContaining(
            "schedule=cosine over 1.0 epochs, 0.0 of them warm-up there, cosine over 2.0 epochs")
        .hasMessageNotContaining("weightDecay");
  }

  private static Optimization cosine(int epochs) {
    return Optimization.paper().withSchedule(LearningRateSchedule.cosine(0, epochs));
  }

  private static float[] bits(TrainingResult trained) {
    return Floats.concat(
        trained.classifier().head().weights().dup().data().asFloat(),
        trained.classifier().extractor().body().params().dup().data().asFloat());
  }

  @Test
  @DisplayName("that was over already gives its classifier and history again")
  void givesAFinishedRunAgain() throws IOException {
    List<Epoch> history =
        KilledTraining.fit(
                KilledTraining.tuner(Checkpoints.in(finished).withResume(true), 0.01, NONE))
            .history();
    byte[] again = KilledTraining.train(Checkpoints.in(finished).withResume(true), 0.01, NONE);

    assertThat(history).extracting(Epoch::number).containsExactly(1, 2, 3);
    assertThat(Arrays.equals(again, uninterrupted)).isTrue();
  }

  @Test
  @DisplayName("that ended early gives the best epoch again, not the last")
  void givesTheBestAgain() throws IOException {
    LearningRateSchedule worse = epochs -> epochs < 1 ? 1 : 100;
    NetworkTrainer.Builder options =
        NetworkTrainer.builder()
            .size(75)
            .width(0.0625)
            .batch(4)
            .epochs(5)
            .learningRate(0.01)
            .weightAverage(0)
            .optimization(Optimization.paper().withSchedule(worse))
            .earlyStopping(EarlyStopping.onValidationLoss(1));
    TrainingResult first = KilledTraining.fit(options.checkpoints(Checkpoints.in(folder)).build());

    TrainingResult again =
        KilledTraining.fit(options.checkpoints(Checkpoints.in(folder).withResume(true)).build());

    assertThat(first.history()).hasSizeLessThan(5);
    assertThat(again.history()).isEqualTo(first.history());
    assertThat(again.classifier().head().weights().dup().data().asFloat())
        .isEqualTo(first.classifier().head().weights().dup().data().asFloat());
  }

  @Test
  @DisplayName("keeps the last ones and the best")
  void keepsTheLastAndTheBest() throws IOException {
    assertThat(steps(finished))
        .containsExactly(
            "best.checkpoint", "step-0000000008.checkpoint", "step-0000000012.checkpoint");
  }

  @Test
  @DisplayName("of other options or images is refused, and what differs is named")
  void refusesAnotherTraining() {
    assertThatThrownBy(
            () -> KilledTraining.train(Checkpoints.in(finished).withResume(true), 0.02, NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("step-0000000012.checkpoint belongs to another training")
        .hasMessageContaining("learningRate=0.01 there, 0.02 now")
        .hasMessageNotContaining("seed");
  }

  @Test
  @DisplayName("does not start over the checkpoints of another training")
  void doesNotOverwrite() {
    assertThatThrownBy(() -> KilledTraining.train(Checkpoints.in(finished), 0.01, NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("belongs to an earlier training run; resume it");
  }

  @Test
  @DisplayName("whose disk is full keeps the last whole checkpoint and names the file")
  void keepsTheLastWholeOneWhenTheDiskIsFull() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full: this test needs Linux");
    TrainingListener fillsTheDisk =
        new TrainingListener() {
          @Override
          public void epochFinished(Epoch epoch) {
            if (epoch.number() == 2) {
              link(folder.resolve("step-0000000008.checkpoint.part"), full);
            }
          }
        };

    assertThatThrownBy(() -> KilledTraining.train(Checkpoints.in(folder), 0.01, fillsTheDisk))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("step-0000000008.checkpoint")
        .hasMessageContaining("No space left on device");

    byte[] resumed = KilledTraining.train(Checkpoints.in(folder).withResume(true), 0.01, NONE);
    assertThat(Arrays.equals(resumed, uninterrupted)).isTrue();
  }

  private static void link(Path link, Path target) {
    try {
      Files.createSymbolicLink(link, target);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("needs a folder, and names a file in its place")
  void needsAFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> KilledTraining.train(Checkpoints.in(file), 0.01, NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot create the checkpoint folder " + file);
  }

  @Test
  @DisplayName("names a checkpoint that was cut short or altered")
  void namesADamagedCheckpoint() throws IOException {
    byte[] whole = Files.readAllBytes(finished.resolve("step-0000000012.checkpoint"));
    Path damaged = folder.resolve("step-0000000012.checkpoint");
    byte[] altered = whole.clone();
    altered[whole.length / 2] ^= 1;

    for (byte[] bytes : List.of(Arrays.copyOf(whole, whole.length / 2), altered)) {
      Files.write(damaged, bytes);
      assertThatThrownBy(
              () -> KilledTraining.train(Checkpoints.in(folder).withResume(true), 0.01, NONE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(damaged + ": damaged");
    }
  }

  @Test
  @DisplayName("deletes its own files and no others")
  void deletesItsOwnFiles() throws IOException {
    Files.createFile(folder.resolve("step-0000000012.checkpoint"));
    Files.createFile(folder.resolve("best.checkpoint.part"));
    Path other = Files.createFile(folder.resolve("notes.txt"));

    Checkpoints.in(folder).delete();
    assertThat(steps(folder)).containsExactly("notes.txt");

    Files.delete(other);
    Checkpoints.in(folder).delete();
    assertThat(folder).doesNotExist();
    Files.createDirectory(folder);
  }

  private static List<String> steps(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
