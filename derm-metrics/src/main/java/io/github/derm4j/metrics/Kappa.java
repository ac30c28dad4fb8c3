package io.github.derm4j.metrics;

/**
 * Agreement of readers beyond chance. Cohen's κ is for two readers, without weights or with weights
 * that penalise small disagreements on an ordered scale less; Fleiss' κ is for any number of
 * readers.
 *
 * @param value κ, at most 1; NaN if the chance agreement is 1
 * @param standardError by Fleiss, Cohen and Everitt (Psychol Bull 1969) for Cohen's κ; NaN for
 *     Fleiss'
 */
public record Kappa(double value, double standardError) {

  /** The weight of a disagreement between categories a and b of k categories. */
  public enum Weights {
    /** Every disagreement counts fully. */
    NONE,
    /** The weight grows with the distance {@code |a - b|}. */
    LINEAR,
    /** The weight grows with the squared distance. */
    QUADRATIC
  }

  /**
   * Cohen's κ of two readers.
   *
   * @param first the category that the first reader gave each case, from 0
   * @param second the category that the second reader gave
   * @param categories the number of categories, at least 2
   * @param weights the weights of disagreements
   * @return κ with its standard error
   * @throws IllegalArgumentException if the lengths differ, there is no case, or a category is out
   *     of range
   */
  public static Kappa cohen(int[] first, int[] second, int categories, Weights weights) {
    Checks.sameLength("first", first.length, "second", second.length);
    if (first.length == 0 || categories < 2) {
      throw new IllegalArgumentException(
          "κ needs a case and two categories, but got "
              + first.length
              + " cases and "
              + categories
              + " categories");
    }
    double[][] share = new double[categories][categories];
    double[] rows = new double[categories];
    double[] columns = new double[categories];
    for (int i = 0; i < first.length; i++) {
      int a = checked("first", i, first[i], categories);
      int b = checked("second", i, second[i], categories);
      share[a][b] += 1.0 / first.length;
      rows[a] += 1.0 / first.length;
      columns[b] += 1.0 / first.length;
    }
    double observed = 0;
    double chance = 0;
    double[] rowAgreement = new double[categories];
    double[] columnAgreement = new double[categories];
    for (int a = 0; a < categories; a++) {
      for (int b = 0; b < categories; b++) {
        double agreement = agreement(a, b, categories, weights);
        observed += agreement * share[a][b];
        chance += agreement * rows[a] * columns[b];
        rowAgreement[a] += agreement * columns[b];
        columnAgreement[b] += agreement * rows[a];
      }
    }
    double spread = 0;
    for (int a = 0; a < categories; a++) {
      for (int b = 0; b < categories; b++) {
        double term =
            agreement(a, b, categories, weights) * (1 - chance)
                - (rowAgreement[a] + columnAgreement[b]) * (1 - observed);
        spread += share[a][b] * term * term;
      }
    }
    double centre = observed * chance - 2 * chance + observed;
    double variance = (spread - centre * centre) / (first.length * Math.pow(1 - chance, 4));
    return new Kappa((observed - chance) / (1 - chance), Math.sqrt(Math.max(0, variance)));
  }

  private static double agreement(int a, int b, int categories, Weights weights) {
    double distance = Math.abs(a - b) / (categories - 1.0);
    return switch (weights) {
      case NONE -> a == b ? 1 : 0;
      case LINEAR -> 1 - distance;
      case QUADRATIC -> 1 - distance * distance;
    };
  }

  /**
   * Fleiss' κ of any number of readers (Psychol Bull 1971).
   *
   * @param counts shape [cases, categories]: the number of readers that gave each case each
   *     category; all cases have the same number of readers, at least 2
   * @return κ without a standard error
   * @throws IllegalArgumentException if there is no case, the shapes differ, a count is negative,
   *     or the numbers of readers differ
   */
  public static Kappa fleiss(int[][] counts) {
    if (counts.length == 0) {
      throw new IllegalArgumentException("κ needs at least one case");
    }
    int readers = readers(counts, 0);
    double[] shares = new double[counts[0].length];
    double observed = 0;
    for (int i = 0; i < counts.length; i++) {
      Checks.sameLength("counts[0]", shares.length, "counts[" + i + "]", counts[i].length);
      if (readers(counts, i) != readers || readers < 2) {
        throw new IllegalArgumentException(
            "every case must be read by the same number of readers, at least 2: case 0 by "
                + readers
                + ", case "
                + i
                + " by "
                + readers(counts, i));
      }
      double pairs = 0;
      for (int c = 0; c < shares.length; c++) {
        pairs += (double) counts[i][c] * (counts[i][c] - 1.0);
        shares[c] += counts[i][c] / ((double) counts.length * readers);
      }
      observed += pairs / (readers * (readers - 1.0)) / counts.length;
    }
    double chance = 0;
    for (double share : shares) {
      chance += share * share;
    }
    return new Kappa((observed - chance) / (1 - chance), Double.NaN);
  }

  private static int readers(int[][] counts, int i) {
    int sum = 0;
    for (int count : counts[i]) {
      if (count < 0) {
        throw new IllegalArgumentException(
            "a count of case " + i + " is " + count + "; it must not be negative");
      }
      sum += count;
    }
    return sum;
  }

  private static int checked(String name, int i, int category, int categories) {
    if (category < 0 || category >= categories) {
      throw new IllegalArgumentException(
          name + "[" + i + "] is " + category + ", but categories are 0 to " + (categories - 1));
    }
    return category;
  }

  /**
   * The interval {@code value ± z · standardError}.
   *
   * @param level confidence level, such as 0.95
   * @return the interval, inside [-1, 1]
   * @throws IllegalArgumentException if the level is out of range
   * @throws IllegalStateException if there is no standard error
   */
  public ConfidenceInterval interval(double level) {
    if (Double.isNaN(standardError) || Double.isNaN(value)) {
      throw new IllegalStateException(
          "this κ has no standard error; resample the cases to get an interval");
    }
    return ConfidenceInterval.ofEstimate(value, standardError, level).within(-1, 1);
  }
}
