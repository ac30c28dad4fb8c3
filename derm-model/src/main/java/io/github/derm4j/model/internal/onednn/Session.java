package io.github.derm4j.model.internal.onednn;

import com.google.common.primitives.Longs;
import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/** The state of one computing thread: a network compiled for the last few shapes. */
final class Session {

  private static final int MOST_PLANS = 3;

  private final Function<long[], PredictionPlan> compiler;
  private final Map<List<Long>, PredictionPlan> plans = new LinkedHashMap<>(8, 0.75f, true);

  /**
   * Makes a session that has compiled nothing.
   *
   * @param compiler compiles the network for the shape of an input
   */
  Session(Function<long[], PredictionPlan> compiler) {
    this.compiler = compiler;
  }

  /**
   * Computes features.
   *
   * @param images {@code [n, height, width, channels]}
   * @param group the number of images of a run; the last one is padded with zeros
   * @return {@code [n, features]}
   */
  INDArray output(INDArray images, long group) {
    // The buffer of a view begins elsewhere.
    INDArray from =
        images.isView() || !Shape.hasDefaultStridesForShape(images) ? images.dup('c') : images;
    long n = from.size(0);
    PredictionPlan plan = plan(group, from);
    INDArray to = Nd4j.createUninitialized(DataType.FLOAT, n, plan.features());
    long imageBytes = Float.BYTES * (from.length() / n);
    try {
      for (long done = 0; done < n; done += group) {
        plan.run(
            from.data().address() + done * imageBytes,
            Math.min(group, n - done),
            to.data().address() + done * Float.BYTES * plan.features());
      }
    } finally {
      Reference.reachabilityFence(from);
    }
    return to;
  }

  void release() {
    plans.values().forEach(PredictionPlan::close);
    plans.clear();
  }

  private PredictionPlan plan(long group, INDArray images) {
    List<Long> shape = List.of(group, images.size(1), images.size(2), images.size(3));
    PredictionPlan plan = plans.get(shape);
    if (plan == null) {
      plan = compiler.apply(Longs.toArray(shape));
      plans.put(shape, plan);
      if (plans.size() > MOST_PLANS) {
        Iterator<PredictionPlan> leastRecent = plans.values().iterator();
        leastRecent.next().close();
        leastRecent.remove();
      }
    }
    return plan;
  }
}
