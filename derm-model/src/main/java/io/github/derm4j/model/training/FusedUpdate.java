package io.github.derm4j.model.training;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The update in one pass through memory: blocks that fit a core's cache are copied to the heap,
 * where the JVM computes them with vector instructions. Threads share the runs; the results do not
 * depend on how many there are.
 */
final class FusedUpdate implements WeightUpdate {

  private static final int BLOCK = 1 << 13;

  /** The number of partial sums of squares, which lets the JVM use vector instructions. */
  private static final int LANES = 1 << 9;

  private final RmsPropMomentum optimizer;
  private final List<ParameterRun> runs; // Keeps the memory of the buffers.
  private final List<Run> buffers;
  private final ThreadLocal<Block> blocks = ThreadLocal.withInitial(Block::new);

  /** Uses the optimiser's state without initializing it; all arrays are in single precision. */
  FusedUpdate(RmsPropMomentum optimizer, List<ParameterRun> runs) {
    this.optimizer = optimizer;
    this.runs = List.copyOf(runs);
    this.buffers = this.runs.stream().map(Run::of).toList();
  }

  @Override
  public double squares() {
    double squares = 0;
    for (double ofRun :
        buffers.parallelStream().mapToDouble(run -> run.squares(blocks.get())).toArray()) {
      squares += ofRun; // In order: a parallel sum would depend on the number of threads.
    }
    return squares;
  }

  @Override
  public void apply(Step step) {
    optimizer.setLrAndSchedule(step.learningRate(), null);
    buffers.parallelStream().forEach(run -> run.apply(optimizer, step, blocks.get()));
  }

  /** The same run in the memory of the arrays. */
  private record Run(
      FloatBuffer values,
      FloatBuffer gradient,
      @Nullable State state,
      @Nullable FloatBuffer average,
      double rate,
      boolean decays) {

    static Run of(ParameterRun run) {
      INDArray state = run.state();
      INDArray average = run.average();
      return new Run(
          buffer(run.values()),
          buffer(run.gradient()),
          state == null ? null : State.of(buffer(state)),
          average == null ? null : buffer(average),
          run.rate(),
          run.decays());
    }

    private static FloatBuffer buffer(INDArray array) {
      FloatPointer first = new FloatPointer(array.data().addressPointer());
      return first.capacity(array.length()).asBuffer();
    }

    double squares(Block block) {
      if (state == null) {
        return 0;
      }
      double squares = 0;
      for (int at = 0; at < gradient.capacity(); at += BLOCK) {
        int count = Math.min(BLOCK, gradient.capacity() - at);
        gradient.get(at, block.gradient, 0, count);
        squares += squares(block.gradient, count, block.sums);
      }
      return squares;
    }

    private static double squares(float[] gradient, int count, float[] sums) {
      Arrays.fill(sums, 0);
      int whole = count / LANES * LANES;
      for (int at = 0; at < whole; at += LANES) {
        for (int lane = 0; lane < LANES; lane++) {
          sums[lane] += gradient[at + lane] * gradient[at + lane];
        }
      }
      double squares = 0;
      for (float sum : sums) {
        squares += sum;
      }
      for (int i = whole; i < count; i++) {
        squares += gradient[i] * gradient[i];
      }
      return squares;
    }

    void apply(RmsPropMomentum optimizer, Step step, Block block) {
      for (int at = 0; at < values.capacity(); at += BLOCK) {
        int count = Math.min(BLOCK, values.capacity() - at);
        values.get(at, block.values, 0, count);
        gradient.get(at, block.gradient, 0, count);
        if (state == null) {
          subtract(block.values, block.gradient, count, (float) step.batches());
        } else {
          state.meanSquare.get(at, block.meanSquare, 0, count);
          state.velocity.get(at, block.velocity, 0, count);
          float decay = decays ? (float) step.weightDecay() : 0;
          scale(block.gradient, block.values, count, (float) step.scale(), decay);
          optimizer.step(
              block.values, block.gradient, block.meanSquare, block.velocity, count, (float) rate);
          state.meanSquare.put(at, block.meanSquare, 0, count);
          state.velocity.put(at, block.velocity, 0, count);
        }
        values.put(at, block.values, 0, count);
        if (average != null && step.averageShare() == 1) {
          average.put(at, block.values, 0, count);
        } else if (average != null) {
          average.get(at, block.average, 0, count);
          approach(block.average, block.values, count, (float) step.averageShare());
          average.put(at, block.average, 0, count);
        }
      }
    }

    private static void subtract(float[] from, float[] what, int count, float divisor) {
      for (int i = 0; i < count; i++) {
        from[i] -= what[i] / divisor;
      }
    }

    private static void scale(float[] a, float[] b, int count, float ofA, float ofB) {
      for (int i = 0; i < count; i++) {
        a[i] = a[i] * ofA + b[i] * ofB;
      }
    }

    private static void approach(float[] from, float[] to, int count, float share) {
      for (int i = 0; i < count; i++) {
        from[i] += (to[i] - from[i]) * share;
      }
    }
  }

  /** The two halves of the optimiser's state. */
  private record State(FloatBuffer meanSquare, FloatBuffer velocity) {
    static State of(FloatBuffer both) {
      int half = both.capacity() / 2;
      return new State(both.slice(0, half), both.slice(half, half));
    }
  }

  /** The arrays of one thread. */
  private static final class Block {
    private final float[] values = new float[BLOCK];
    private final float[] gradient = new float[BLOCK];
    private final float[] meanSquare = new float[BLOCK];
    private final float[] velocity = new float[BLOCK];
    private final float[] average = new float[BLOCK];
    private final float[] sums = new float[LANES];
  }
}
