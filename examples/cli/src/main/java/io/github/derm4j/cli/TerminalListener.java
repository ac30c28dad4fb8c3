package io.github.derm4j.cli;

import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.model.training.Epoch;
import io.github.derm4j.model.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Shows progress events on the terminal. */
final class TerminalListener implements TrainingListener {

  private static final int NAMED = 5;

  /** True if epochs are printed; an epoch of a head takes only a fraction of a second. */
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(2);

  private final Terminal terminal;
  private final @Nullable Path epochs;
  private @Nullable Progress progress;
  private long done;
  private int skipped;
  private long spoken;
  private String waited = "";

  TerminalListener(Terminal terminal) {
    this(terminal, null);
  }

  /**
   * Makes a listener that also writes the epochs to a file.
   *
   * @param epochs the file of the epochs; null for none
   */
  TerminalListener(Terminal terminal, @Nullable Path epochs) {
    this.terminal = terminal;
    this.epochs = epochs;
  }

  @Override
  public void started(String work, long steps) {
    finished();
    done = 0;
    progress = terminal.progress(work, steps, "images");
  }

  @Override
  public void advanced(long steps) {
    done += steps;
    if (progress != null) {
      progress.at(done, "");
    }
  }

  @Override
  public void finished() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
  }

  @Override
  public void waited(double share) {
    waited = String.format(Locale.ROOT, ", %.1f %% of it waiting for images", 100 * share);
  }

  @Override
  public void epochFinished(Epoch epoch) {
    finished();
    keep(epoch);
    long now = System.nanoTime();
    if (spoken != 0 && now - spoken < INTERVAL) {
      return;
    }
    spoken = now;
    terminal.say(
        String.format(
            Locale.ROOT,
            "epoch %d: loss %.3f, validation loss %.3f, validation accuracy %.1f %%; %.0f s%s",
            epoch.number(),
            epoch.loss(),
            epoch.validationLoss(),
            100 * epoch.validationAccuracy(),
            epoch.seconds(),
            waited));
  }

  /**
   * Ignores failures: training should not end because of a full disk here, and will report it
   * elsewhere.
   */
  private void keep(Epoch epoch) {
    if (epochs != null) {
      try {
        EpochsFile.add(epochs, epoch);
      } catch (IOException full) {
        terminal.say("derm: warning: can't write " + epochs + ": " + full.getMessage());
      }
    }
  }

  @Override
  public void skipped(SkippedImage image) {
    skipped++;
    if (skipped <= NAMED) {
      terminal.say("derm: left out " + image.imageId() + ": " + image.reason());
    } else if (skipped == NAMED + 1) {
      terminal.say("derm: more images are left out; the report counts them");
    }
  }
}
