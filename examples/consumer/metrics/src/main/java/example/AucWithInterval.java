package example;

import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ConfidenceInterval;
import java.util.Locale;

/** The AUC of six lesions, with its interval. */
final class AucWithInterval {

  private AucWithInterval() {}

  public static void main(String[] arguments) {
    double[] malignancy = {0.9, 0.8, 0.35, 0.6, 0.3, 0.1};
    boolean[] malignant = {true, true, true, false, false, false};
    Auc auc = Auc.of(BinaryScores.of(malignancy, malignant));
    ConfidenceInterval interval = auc.interval(0.95);
    System.out.printf(
        Locale.ROOT, "AUC %.3f (%.3f to %.3f)%n", auc.value(), interval.low(), interval.high());
  }
}
