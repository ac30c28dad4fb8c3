package example

import io.github.derm4j.metrics.{Auc, BinaryScores}
import java.util.Locale

/** The AUC of six lesions, with its interval. */
object AucWithInterval {
  def main(arguments: Array[String]): Unit = {
    val malignancy = Array(0.9, 0.8, 0.35, 0.6, 0.3, 0.1)
    val malignant = Array(true, true, true, false, false, false)
    val auc = Auc.of(BinaryScores.of(malignancy, malignant))
    val interval = auc.interval(0.95)
    println("AUC %.3f (%.3f to %.3f)".formatLocal(Locale.ROOT, auc.value(), interval.low(), interval.high()))
  }
}
