package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.Modality;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.training.Epoch;
import io.github.derm4j.model.training.TrainingListener;
import io.github.derm4j.model.training.ValidationSample;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.TrainingClass;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A training as the page shows it. */
class TrainingPageTest {

  private final TrainingPage page = new TrainingPage("<b>lesions</b>");
  private final List<String> heard = new ArrayList<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private TrainingListener listener;
  private PageServer server;
  private URI uri;

  @BeforeEach
  void start() throws IOException {
    listener =
        page.listener(
            new TrainingListener() {
              @Override
              public void started(String work, long steps) {
                heard.add(work);
              }

              @Override
              public void epochFinished(Epoch epoch) {
                heard.add("epoch " + epoch.number());
              }
            });
    server = TestPage.serve(page);
    uri = server.uri();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void trainTwoEpochs() {
    page.imagesFrom(images());
    page.stopBy(() -> stopped.complete(null));
    listener.planned(3);
    listener.learningRate(0.00016);
    for (int i = 1; i <= 2; i++) {
      listener.started("epoch " + i + " of 3", 40);
      listener.advanced(40);
      listener.waited(0.25);
      listener.epochFinished(new Epoch(i, 1.0 / i, i == 2 ? Double.NaN : 1.5, 0.5, 12));
    }
    listener.started("epoch 3 of 3", 40);
    listener.advanced(10);
    listener.predicted(
        List.of(sample("mole-1", 0.125f), sample("mole-2", 0.75f), sample("gone", 0.2f)));
  }

  /** A validation image of the class with the evil name, to which a network gives a probability. */
  private static ValidationSample sample(String image, float probability) {
    DiseasePartition partition = new InventedClassifier().partition();
    TrainingClass own =
        partition.classes().stream()
            .filter(each -> each.name().equals(InventedClassifier.EVIL))
            .findFirst()
            .orElseThrow();
    float[] probabilities = new float[3];
    Arrays.fill(probabilities, (1 - probability) / 2);
    probabilities[own.index()] = probability;
    return new ValidationSample(
        new LesionRecord(
            image,
            image + ".png",
            partition.taxonomy().require(own.id()),
            Optional.empty(),
            Optional.empty(),
            Modality.OTHER,
            Map.of(),
            "test",
            Optional.empty()),
        own,
        new Classification(partition, probabilities));
  }

  private static ImageSource images() {
    try (LesionImage image = LesionImage.of(30, 20, new int[600])) {
      byte[] png = image.toPng();
      return ImageSource.inMemory(Map.of("mole-1.png", png, "mole-2.png", png));
    }
  }

  @Test
  void aStreamHasTheStateAndEndsWithTheRun() throws IOException {
    trainTwoEpochs();
    page.ended();

    String events = RawHttp.get(uri, "/api/training").body();

    assertThat(events)
        .contains(
            "event: state",
            "\"work\":\"epoch 3 of 3\",\"done\":10,\"steps\":40",
            "\"state\":\"ENDED\",\"stoppable\":false",
            // A quarter of the last of three epochs of 12 seconds is done.
            "\"trainingSecondsLeft\":9.0,\"learningRate\":1.6E-4",
            "\"waited\":0.25",
            "{\"number\":2,\"seconds\":12.0,\"loss\":0.5,\"validationLoss\":null,\"validationAccuracy\":0.5}");
    assertThat(heard)
        .containsExactly("epoch 1 of 3", "epoch 1", "epoch 2 of 3", "epoch 2", "epoch 3 of 3");
  }

  @Test
  void samplesHaveTheirProbabilitiesAndImages() throws IOException {
    trainTwoEpochs();
    listener.predicted(
        List.of(sample("mole-1", 0.5f), sample("mole-2", 0.75f), sample("gone", 0.2f)));
    page.ended();

    String events = RawHttp.get(uri, "/api/training").body();

    assertThat(events)
        .contains(
            "\"sampleSet\":1,\"samples\":[{\"image\":\"mole-1\",",
            "\"right\":true,\"hasImage\":true,\"own\":{",
            "\"probability\":0.5}",
            "\"image\":\"gone\"",
            "\"right\":false,\"hasImage\":false,");
    assertThat(RawHttp.get(uri, "/api/training/sample?set=1&n=0").headers())
        .containsEntry("content-type", "image/jpeg");
    for (String none : List.of("set=1&n=2", "set=1&n=3", "set=0&n=0", "set=2&n=0", "")) {
      assertThat(RawHttp.get(uri, "/api/training/sample?" + none).status()).as(none).isEqualTo(404);
    }
  }

  @Test
  void aFoldHasEpochsAndSamplesOfItsOwn() throws IOException {
    trainTwoEpochs();
    listener.foldStarted("level-1", 1, 9);
    page.ended();

    assertThat(RawHttp.get(uri, "/api/training").body())
        .contains("\"part\":\"level-1, fold 2 of 9\"", "\"epochs\":[]", "\"samples\":[]");
  }

  @Test
  void stoppingIsRefusedBeforeAndAfterTheTraining() throws IOException {
    assertThat(RawHttp.send(uri, "POST", "/api/training/stop", new byte[0]).status())
        .isEqualTo(400);
    trainTwoEpochs();
    page.trained();
    assertThat(RawHttp.send(uri, "POST", "/api/training/stop", new byte[0]).status())
        .isEqualTo(400);
    assertThat(stopped).isNotDone();
  }

  @Test
  void theProgramOfTheRunIsOfferedOnceItIsKnown() throws IOException {
    assertThat(RawHttp.get(uri, "/api/program").status()).isEqualTo(404);
    page.offer("FineTune.java", "public class FineTune {}");
    page.ended();
    assertThat(RawHttp.get(uri, "/api/program").body()).isEqualTo("public class FineTune {}");
    assertThat(RawHttp.get(uri, "/api/training").body()).contains("\"program\":\"FineTune.java\"");
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"PHONE,false", "DESKTOP,true"})
  void watchAndStopInTheBrowser(Browser.Window window, boolean dark) throws Exception {
    try (Browser browser = Browser.start()) {
      trainTwoEpochs();
      page.offer("FineTune.java", "public class FineTune {}");
      browser.open(uri.resolve("/training"), window, dark);
      browser.awaitText("#work", "epoch 3 of 3");
      assertThat(browser.find("#title").getText()).isEqualTo("<b>lesions</b>");
      assertThat(browser.find("#epochs").getText())
          .contains("2 0.500 – 50.0 % 12.0", "1 1.000 1.500");
      assertThat(browser.find("#learning-rate").getText()).isEqualTo("0.00016");
      assertThat(browser.find("#training-left").getText()).isEqualTo("00:00:09");
      assertThat(browser.find("#waited").getText()).isEqualTo("25.0 %");
      assertThat(browser.find("#chart svg").getDomAttribute("aria-label"))
          .contains("Losses of 2 epochs");
      assertThat(browser.find("#program").getText()).startsWith("Write the Java");
      assertThat(browser.find("#samples").getText())
          .contains(InventedClassifier.EVIL, "✗ wrong", "✓ right", "12.5 %", "75.0 %");
      assertThat(browser.findAll("#samples img")).hasSize(2);
      browser.screenshot("training", window, dark);
      browser.assertAccessible();
      browser.assertNothingSticksOut();

      browser.find("#stop").click();
      stopped.get(1, TimeUnit.MINUTES);
      browser.awaitText("#work", "Stopping after this step");
      page.ended();
      browser.awaitText("#work", "The run has ended.");
      browser.assertOnlyAsked(uri);
    }
  }
}
