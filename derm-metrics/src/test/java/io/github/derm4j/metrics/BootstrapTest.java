package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final BinaryScores SCORES = normalScores(7, 60, 140);

  /** Two shifted normal samples by Box and Muller. */
  private static BinaryScores normalScores(long seed, int positives, int negatives) {
    GeneratedScores.Stream stream = new GeneratedScores.Stream(seed);
    int n = positives + negatives;
    double[] scores = new double[n];
    boolean[] truth = new boolean[n];
    for (int i = 0; i < n; i++) {
      truth[i] = i < positives;
      double radius = Math.sqrt(-2 * Math.log(1 - stream.next()));
      scores[i] = radius * Math.cos(2 * Math.PI * stream.next()) + (truth[i] ? 1.2 : 0);
    }
    return BinaryScores.of(scores, truth);
  }

  @Test
  void theSameSeedGivesTheSameSamplesOnAnyNumberOfThreads() {
    double[] one = Bootstrap.withSeed(11).withThreads(1).auc(SCORES).values();
    double[] two = Bootstrap.withSeed(11).withThreads(2).auc(SCORES).values();
    double[] five = Bootstrap.withSeed(11).withThreads(5).auc(SCORES).values();
    assertThat(two).isEqualTo(one);
    assertThat(five).isEqualTo(one);
    assertThat(Bootstrap.withSeed(12).auc(SCORES).values()).isNotEqualTo(one);
  }

  @Test
  void theStandardErrorOfTheAreaIsAboutDeLongs() {
    Auc auc = Auc.of(SCORES);
    BootstrapDistribution bootstrap = Bootstrap.withSeed(1).withReplicates(8000).auc(SCORES);
    assertThat(bootstrap.estimate()).isEqualTo(auc.value());
    assertThat(bootstrap.values()).hasSize(8000);
    assertThat(bootstrap.standardError() / Math.sqrt(auc.delongVariance()))
        .isCloseTo(1, within(0.05));
    ConfidenceInterval delong = auc.interval(0.95);
    ConfidenceInterval percentile = bootstrap.percentile(0.95);
    assertThat(percentile.low()).isCloseTo(delong.low(), within(0.01));
    assertThat(percentile.high()).isCloseTo(delong.high(), within(0.01));
  }

  @Test
  void bcaMovesAnAreaNearOneDownwardsAsTheLogitIntervalDoes() {
    BinaryScores good = normalScores(3, 25, 40);
    BootstrapDistribution bootstrap = Bootstrap.withSeed(5).withReplicates(10_000).auc(good);
    ConfidenceInterval bca = bootstrap.bca(0.95);
    assertThat(bca.contains(bootstrap.estimate())).isTrue();
    assertThat(bca.low()).isLessThan(bootstrap.percentile(0.95).low());
    assertThat(bca.low()).isCloseTo(Auc.of(good).logitInterval(0.95).low(), within(0.02));
  }

  @Test
  void theClosedJackknifeOfTheAreaEqualsLeavingEachClusterOut() {
    Clusters clusters = Clusters.of(IntStream.range(0, 200).map(i -> i % 37).toArray());
    Bootstrap plain = Bootstrap.withSeed(3).withReplicates(400).withClusters(clusters);
    ConfidenceInterval closed = plain.auc(SCORES).bca(0.9);
    ConfidenceInterval general = plain.distribution(SCORES, RocCurve::auc).bca(0.9);
    assertThat(closed.low()).isCloseTo(general.low(), within(1e-12));
    assertThat(closed.high()).isCloseTo(general.high(), within(1e-12));
  }

  @Test
  void copiesOfACaseInOneClusterAddNoInformation() {
    int[] twice = IntStream.range(0, 400).map(i -> i % 200).toArray();
    BinaryScores doubled =
        BinaryScores.of(Arrays.stream(twice).mapToDouble(SCORES::score).toArray(), truthOf(twice));
    Bootstrap bootstrap = Bootstrap.withSeed(2).withReplicates(4000);
    double once = bootstrap.auc(SCORES).standardError();
    double naive = bootstrap.auc(doubled).standardError();
    double clustered = bootstrap.withClusters(Clusters.of(twice)).auc(doubled).standardError();
    assertThat(clustered / once).isCloseTo(1, within(0.04));
    assertThat(naive / once).isCloseTo(Math.sqrt(0.5), within(0.04));
    ClusteredAuc analytic = ClusteredAuc.of(doubled, Clusters.of(twice));
    assertThat(analytic.variance()).isCloseTo(Auc.of(SCORES).delongVariance(), within(1e-12));
  }

  private static boolean[] truthOf(int[] cases) {
    boolean[] truth = new boolean[cases.length];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = SCORES.isPositive(cases[i]);
    }
    return truth;
  }

  @Test
  void aPairedDifferenceDrawsTheSameCasesForBoth() {
    GeneratedScores set = new GeneratedScores(2);
    BootstrapDistribution difference =
        Bootstrap.withSeed(9).withReplicates(8000).aucDifference(set.first, set.second);
    AucComparison delong = DeLongTest.paired(set.first, set.second);
    assertThat(difference.estimate()).isCloseTo(delong.difference(), within(1e-12));
    assertThat(difference.standardError() / delong.standardError()).isCloseTo(1, within(0.1));
    assertThat(difference.p()).isCloseTo(delong.p(), within(0.01));
    BootstrapDistribution same =
        Bootstrap.withSeed(9).withReplicates(50).aucDifference(set.first, set.first);
    assertThat(same.values()).containsOnly(0);
    assertThat(same.p()).isEqualTo(1);
  }

  @Test
  void anyFigureOfACurveHasADistribution() {
    BootstrapDistribution sensitivity =
        Bootstrap.withSeed(4).distribution(SCORES, curve -> curve.atSpecificity(0.9).sensitivity());
    assertThat(sensitivity.estimate())
        .isEqualTo(RocCurve.of(SCORES).atSpecificity(0.9).sensitivity());
    assertThat(sensitivity.percentile(0.95).contains(sensitivity.estimate())).isTrue();
  }

  @Test
  void aSampleWithoutAClassIsDrawnAnew() {
    BinaryScores rare =
        BinaryScores.of(new double[] {3, 2, 1, 0}, new boolean[] {true, false, false, false});
    BootstrapDistribution distribution =
        Bootstrap.withSeed(8).withReplicates(500).withoutStrata().auc(rare);
    assertThat(distribution.values()).hasSize(500).containsOnly(1);
    assertThat(distribution.undefined()).isZero();
  }

  @Test
  void anUndefinedFigureIsLeftOutAndCounted() {
    BootstrapDistribution distribution =
        Bootstrap.withSeed(8)
            .withReplicates(100)
            .distribution(SCORES, curve -> curve.auc() > 0.8 ? Double.NaN : curve.auc());
    assertThat(distribution.undefined() + distribution.values().length).isEqualTo(100);
    assertThat(distribution.undefined()).isPositive();
  }

  @Test
  void rejectsWhatCannotBeDrawn() {
    assertThatIllegalArgumentException().isThrownBy(() -> Bootstrap.withSeed(1).withReplicates(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Bootstrap.withSeed(1).withThreads(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Clusters.of(List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Bootstrap.withSeed(1).withClusters(Clusters.of(new int[] {1, 2})).auc(SCORES))
        .withMessageContaining("clusters has 2");
  }
}
