package io.github.derm4j.model.training;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Compares the parameters of all processes of a training when it begins, before each checkpoint and
 * after each epoch, and exchanges the images that could not be read. Processes with different
 * parameters would make different steps, and would wait for each other forever if one of them ended
 * earlier.
 */
final class RanksAgree implements LoopListener {

  private static final int CHUNK = 1 << 18;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final GradientExchange exchange;
  private final TrainingArrays arrays;

  private record State(String checksum, String place, Map<String, String> failures) {}

  RanksAgree(GradientExchange exchange, TrainingArrays arrays) {
    this.exchange = exchange;
    this.arrays = arrays;
  }

  @Override
  public void begun(TrainingLoop loop) {
    compare(loop);
  }

  @Override
  public void settled(TrainingLoop loop) {
    compare(loop);
  }

  @Override
  public void epochFinished(TrainingLoop loop) {
    compare(loop);
  }

  private void compare(TrainingLoop loop) {
    TrainingPosition at = loop.position();
    String place =
        String.format(
            Locale.ROOT,
            "step %d of epoch %d, losses %s, figures %s",
            at.step(),
            at.epoch() + 1,
            at.lossSum(),
            at.figures());
    try {
      State own = new State(checksum(), place, loop.failures());
      List<byte[]> all = exchange.gather(JSON.writeValueAsBytes(own));
      TreeSet<String> seen = new TreeSet<>();
      for (byte[] each : all) {
        State state = JSON.readValue(each, new TypeReference<State>() {});
        seen.add(state.checksum() + " at " + state.place());
        loop.addFailures(state.failures());
      }
      if (seen.size() > 1) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "The %d ranks no longer have the same numbers (%s); give all executors the same kind of processor and the same OMP_NUM_THREADS",
                all.size(),
                String.join("; ", seen)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The checksum of all arrays that a step changes. */
  private String checksum() {
    CRC32C sum = new CRC32C();
    for (INDArray array : arrays.byName().values()) {
      INDArray flat = array.reshape(array.length());
      for (long from = 0; from < flat.length(); from += CHUNK) {
        long to = Math.min(flat.length(), from + CHUNK);
        sum.update(CheckpointFile.bytes(flat.get(NDArrayIndex.interval(from, to))));
      }
    }
    return String.format(Locale.ROOT, "%08x", sum.getValue());
  }
}
