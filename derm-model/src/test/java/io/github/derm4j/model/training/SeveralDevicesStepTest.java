package io.github.derm4j.model.training;

import static io.github.derm4j.model.training.SingleDeviceStepTest.bits;
import static io.github.derm4j.model.training.SingleDeviceStepTest.images;
import static io.github.derm4j.model.training.SingleDeviceStepTest.labels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.model.inception.InceptionV3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.NoOp;

/** On threads of the CPU, which stand for devices. */
@DisplayName("A training step on several devices")
class SeveralDevicesStepTest {

  private static final int STEPS = 3;
  private static final double RATE = 0.01;

  @Test
  @DisplayName("is on two, bit for bit, the step of one device that accumulates two batches")
  void twoAreTwoBatches() {
    ComputationGraph one = small();
    ComputationGraph two = small();

    List<Double> lossesOfOne = train(accumulating(one, 2), 8);
    List<Double> lossesOfTwo = train(parallel(two, 2, 1, SeveralDevicesStepTest::small), 8);

    assertThat(bits(two.params()))
        .isEqualTo(bits(one.params()))
        .isNotEqualTo(bits(small().params()));
    assertThat(lossesOfTwo).isEqualTo(lossesOfOne);
  }

  @Test
  @DisplayName("holds to that in the whole of Inception v3, with its dropout, to single precision")
  void inception() {
    ComputationGraph one = inceptionV3();
    ComputationGraph two = inceptionV3();
    List<DataSet> batches = new ArrayList<>();
    Nd4j.getRandom().setSeed(3);
    for (int i = 0; i < 4; i++) {
      INDArray oneHot = Nd4j.eye(3).castTo(DataType.FLOAT);
      batches.add(new DataSet(Nd4j.randn(DataType.FLOAT, 3, 75, 75, 3), oneHot));
    }

    List<Double> lossesOfOne = train(accumulating(one, 2), batches);
    List<Double> lossesOfTwo =
        train(parallel(two, 2, 1, SeveralDevicesStepTest::inceptionV3), batches);

    double change = one.params().distance2(inceptionV3().params());
    assertThat(change).isGreaterThan(1e-3);
    assertThat(two.params().distance2(one.params())).isLessThan(1e-5 * change);
    for (int i = 0; i < lossesOfOne.size(); i++) {
      assertThat(lossesOfTwo.get(i)).isCloseTo(lossesOfOne.get(i), within(1e-5));
    }
  }

  @Test
  @DisplayName(
      "is on three that accumulate two, but for rounding, that of one that accumulates six")
  void threeTimesTwoAreSix() {
    ComputationGraph one = small();
    ComputationGraph three = small();

    train(accumulating(one, 6), 12);
    train(parallel(three, 3, 2, SeveralDevicesStepTest::small), 12);

    assertThat(three.params().distance2(one.params())).isLessThan(1e-13);
    assertThat(one.params().distance2(small().params())).isGreaterThan(1e-3);
  }

  @Test
  @DisplayName("is, where statistics are frozen, that of one device on all images at once")
  void twoHalvesAreAWhole() {
    ComputationGraph one = SingleDeviceStepTest.withFrozenStatistics();
    ComputationGraph two = SingleDeviceStepTest.withFrozenStatistics();
    TrainingStep ofOne = accumulating(one, 1);
    try (TrainingStep ofTwo = parallel(two, 2, 1, SingleDeviceStepTest::withFrozenStatistics)) {
      for (int i = 0; i < STEPS; i++) {
        INDArray images = images(16, i);
        INDArray labels = labels(16);
        double loss = ofOne.add(new DataSet(images, labels), i).getAsDouble();
        ofOne.apply(RATE, 1);
        DoubleSupplier first = ofTwo.add(part(images, labels, 0, 8), i);
        DoubleSupplier second = ofTwo.add(part(images, labels, 8, 16), i);
        ofTwo.apply(RATE, 1);
        assertThat((first.getAsDouble() + second.getAsDouble()) / 2).isCloseTo(loss, within(1e-13));
      }
    }

    assertThat(two.params().distance2(one.params())).isLessThan(1e-13);
    assertThat(one.params().distance2(SingleDeviceStepTest.withFrozenStatistics().params()))
        .isGreaterThan(1e-3);
  }

  @Test
  @DisplayName("takes fewer batches than devices, at the end of an epoch")
  void fewerBatchesThanDevices() {
    ComputationGraph one = small();
    ComputationGraph four = small();
    TrainingStep ofOne = accumulating(one, 4);
    try (TrainingStep ofFour = parallel(four, 4, 1, SeveralDevicesStepTest::small)) {
      for (TrainingStep steps : List.of(ofOne, ofFour)) {
        for (int i = 0; i < 3; i++) {
          steps.add(new DataSet(images(8 - i, i), labels(8 - i)), i);
        }
        assertThat(steps.isDue()).isFalse();
        assertThat(steps.batches()).isEqualTo(3);
        steps.apply(RATE, 1);
        assertThat(steps.batches()).isZero();
        steps.add(new DataSet(images(8, 5), labels(8)), 5);
        steps.apply(RATE, 1);
      }
    }

    assertThat(four.params().distance2(one.params())).isLessThan(1e-13);
  }

  @Test
  @DisplayName("continues from restored parameters and state on every device")
  void restores() {
    ComputationGraph saved = small();
    TrainingStep before = parallel(saved, 2, 1, SeveralDevicesStepTest::small);
    ComputationGraph restored = small();
    try (before;
        TrainingStep after = parallel(restored, 2, 1, SeveralDevicesStepTest::small)) {
      step(before, 0);
      restored.params().assign(saved.params());
      after.state().assign(before.state());
      after.restored();
      step(before, 1);
      step(after, 1);
    }

    assertThat(bits(restored.params())).isEqualTo(bits(saved.params()));
  }

  @Test
  @DisplayName("rethrows the exception of a device")
  void throwsHere() {
    try (TrainingStep steps = parallel(small(), 2, 1, SeveralDevicesStepTest::small)) {
      steps.add(new DataSet(Nd4j.zeros(DataType.DOUBLE, 8, 9, 9, 5), labels(8)), 0);

      assertThatThrownBy(() -> steps.apply(RATE, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[n, height, width, 2]");
    }
  }

  private static void step(TrainingStep steps, int at) {
    steps.add(new DataSet(images(8, 2 * at), labels(8)), at);
    steps.add(new DataSet(images(8, 2 * at + 1), labels(8)), at);
    steps.apply(RATE, 1);
  }

  private static List<Double> train(TrainingStep steps, int batches) {
    List<DataSet> all = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      all.add(new DataSet(images(8, i), labels(8)));
    }
    return train(steps, all);
  }

  private static List<Double> train(TrainingStep steps, List<DataSet> batches) {
    List<DoubleSupplier> losses = new ArrayList<>();
    try (steps) {
      for (int i = 0; i < batches.size(); i++) {
        losses.add(
            steps.add(batches.get(i), i + 1)); // To the generator a seed of 0 is the time of day.
        if (steps.isDue()) {
          steps.apply(RATE, 1);
        }
      }
      return losses.stream().map(DoubleSupplier::getAsDouble).toList();
    }
  }

  private static DataSet part(INDArray images, INDArray labels, int from, int to) {
    var rows = NDArrayIndex.interval(from, to);
    return new DataSet(images.get(rows).dup('c'), labels.get(rows).dup('c'));
  }

  private static SingleDeviceStep accumulating(ComputationGraph network, int batches) {
    int classes = Math.toIntExact(network.getOutputLayer(0).getParam("b").length());
    double[] equal = new double[classes];
    Arrays.fill(equal, 1);
    return new SingleDeviceStep(
        network,
        new Nd4jPasses(network),
        RmsPropMomentum.withLearningRate(RATE),
        Optimization.paper().withAccumulation(batches).withWeightDecay(1e-3).withMaxGradientNorm(5),
        new Targets(0.1, equal),
        layer -> 1);
  }

  private static TrainingStep parallel(
      ComputationGraph network, int devices, int accumulation, Supplier<ComputationGraph> another) {
    return new SeveralDevicesStep(
        accumulating(network, accumulation),
        devices,
        accumulation,
        () -> {
          ComputationGraph other = another.get();
          other.params().muli(2); // The first one's parameters count.
          return accumulating(other, accumulation);
        });
  }

  private static ComputationGraph small() {
    return SingleDeviceStepTest.network(new NoOp());
  }

  private static ComputationGraph inceptionV3() {
    return InceptionV3.of(75, 3).withWidth(0.0625).build(new NoOp(), 1);
  }
}
