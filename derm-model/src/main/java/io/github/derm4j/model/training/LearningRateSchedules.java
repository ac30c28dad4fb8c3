package io.github.derm4j.model.training;

/** The implementations of the schedules in {@link LearningRateSchedule}. */
final class LearningRateSchedules {

  private LearningRateSchedules() {}

  record Constant() implements LearningRateSchedule {
    @Override
    public double factor(double epochs) {
      return 1;
    }

    @Override
    public String toString() {
      return "constant";
    }
  }

  record Staircase(double factor, double interval) implements LearningRateSchedule {
    Staircase {
      if (!(factor > 0 && factor <= 1)) {
        throw new IllegalArgumentException("factor = " + factor + ": must be in (0, 1]");
      }
      if (!(interval > 0)) {
        throw new IllegalArgumentException("interval = " + interval + ": must be above 0");
      }
    }

    @Override
    public double factor(double epochs) {
      return Math.pow(factor, Math.floor(epochs / interval));
    }

    @Override
    public String toString() {
      return "times " + factor + " every " + interval + " epochs";
    }
  }

  record Cosine(double warmUp, double total) implements LearningRateSchedule {
    Cosine {
      if (!(warmUp >= 0)) {
        throw new IllegalArgumentException("warmUp = " + warmUp + ": must be 0 or more");
      }
      if (!(total > warmUp)) {
        throw new IllegalArgumentException(
            "total = " + total + ": must be above the warm-up of " + warmUp + " epochs");
      }
    }

    @Override
    public double factor(double epochs) {
      if (epochs < warmUp) {
        return epochs / warmUp;
      }
      double share = Math.min(1, (epochs - warmUp) / (total - warmUp));
      return (1 + Math.cos(Math.PI * share)) / 2;
    }

    @Override
    public String toString() {
      return "cosine over " + total + " epochs, " + warmUp + " of them warm-up";
    }
  }
}
