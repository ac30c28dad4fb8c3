package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.model.training.Epoch;
import io.github.derm4j.model.training.TrainingListener;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
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
