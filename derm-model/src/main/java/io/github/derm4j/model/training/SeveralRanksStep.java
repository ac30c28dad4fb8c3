package io.github.derm4j.model.training;

import io.github.derm4j.model.training.RankReport.OfBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One step of the optimiser in several processes, data parallel and synchronous: each process
 * computes the gradients of its batches, the gradients are added in the order of the ranks, and
 * each process makes the same step.
 *
 * <p>Without accumulation, N ranks make the step of one process that accumulates N batches, bit for
 * bit: the batches, their seeds and the order of the sum are the same. With accumulation, each rank
 * first adds its own batches, so the order of the sum differs.
 */
final class SeveralRanksStep implements TrainingStep {

  private final SingleDeviceStep own;
  private final GradientExchange exchange;
  private final int due;
  private final List<DataSet> added = new ArrayList<>();
  private final List<OfBatch> computed = new ArrayList<>();

  /**
   * Wraps a process's own step; all processes have the same parameters.
   *
   * @param accumulation the number of batches of each process in a step
   */
  SeveralRanksStep(SingleDeviceStep own, GradientExchange exchange, int accumulation) {
    this.own = own;
    this.exchange = exchange;
    this.due = exchange.ranks() * accumulation;
  }

  @Override
  public DoubleSupplier add(DataSet batch, long seed) {
    added.add(batch);
    if (batch instanceof BatchElsewhere elsewhere) {
      if (elsewhere.rank() == exchange.rank()) {
        computed.add(OfBatch.NONE);
      }
      return elsewhere::loss;
    }
    DoubleSupplier loss = own.add(batch, seed);
    computed.add(new OfBatch(batch.numExamples(), loss, batch.getExampleMetaData(String.class)));
    return loss;
  }

  @Override
  public int due() {
    return due;
  }

  @Override
  public int batches() {
    return added.size();
  }

  @Override
  public void apply(double learningRate, double averageShare) {
    try {
      List<RankReport> reports = new ArrayList<>();
      for (byte[] report : exchange.gather(new RankReport(computed).toBytes())) {
        reports.add(RankReport.of(report));
      }
      tell(reports);
      int images = 0;
      int batches = 0;
      boolean[] contributes = new boolean[reports.size()];
      for (int rank = 0; rank < contributes.length; rank++) {
        images += reports.get(rank).images();
        batches += reports.get(rank).batchesWithImages();
        contributes[rank] = reports.get(rank).images() > 0;
      }
      if (images > 0) {
        own.sumUp();
        INDArray gradient = own.gradient();
        float[] values = gradient.toFloatVector();
        exchange.sum(values, contributes);
        gradient.assign(Nd4j.createFromArray(values));
        own.apply(learningRate, averageShare, images, batches);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    added.clear();
    computed.clear();
  }

  /** Sets the outcomes of the batches of other ranks. */
  private void tell(List<RankReport> reports) {
    List<Iterator<OfBatch>> next =
        reports.stream().map(report -> report.batches().iterator()).toList();
    for (DataSet batch : added) {
      if (batch instanceof BatchElsewhere elsewhere) {
        OfBatch said = next.get(elsewhere.rank()).next();
        elsewhere.arrived(said.images(), said.loss().getAsDouble(), said.ids());
      }
    }
  }

  @Override
  public INDArray state() {
    return own.state();
  }

  @Override
  public INDArray average() {
    return own.average();
  }

  @Override
  public void restored() {
    // RanksAgree compares the restored states of the processes.
  }

  @Override
  public void close() {
    own.close();
  }
}
