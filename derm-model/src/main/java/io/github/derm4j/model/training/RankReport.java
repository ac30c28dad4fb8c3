package io.github.derm4j.model.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * The report of a process on its batches of a step.
 *
 * @param batches the batches in the order of computation
 */
record RankReport(List<OfBatch> batches) {

  /** The maximum number of named images, enough to find the cause of a loss that is not finite. */
  private static final int NAMED = 64;

  /**
   * One batch.
   *
   * @param images the number of images that could be read
   * @param loss the mean loss over them
   * @param ids the ids of the images
   */
  record OfBatch(int images, DoubleSupplier loss, List<String> ids) {

    /** Makes the report of a batch without a readable image. */
    static final OfBatch NONE = new OfBatch(0, () -> 0, List.of());
  }

  RankReport {
    batches = List.copyOf(batches);
  }

  int images() {
    return batches.stream().mapToInt(OfBatch::images).sum();
  }

  int batchesWithImages() {
    return Math.toIntExact(batches.stream().filter(batch -> batch.images() > 0).count());
  }

  /** Waits for the losses. Images are named only if the loss is not finite. */
  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(batches.size());
    for (OfBatch batch : batches) {
      double loss = batch.loss().getAsDouble();
      out.writeInt(batch.images());
      out.writeDouble(loss);
      List<String> named = Double.isFinite(loss) ? List.of() : batch.ids();
      named = named.subList(0, Math.min(NAMED, named.size()));
      out.writeInt(named.size());
      for (String id : named) {
        out.writeUTF(id);
      }
    }
    return bytes.toByteArray();
  }

  static RankReport of(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    List<OfBatch> batches = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      int images = in.readInt();
      double loss = in.readDouble();
      List<String> ids = new ArrayList<>();
      for (int named = in.readInt(); named > 0; named--) {
        ids.add(in.readUTF());
      }
      batches.add(new OfBatch(images, () -> loss, ids));
    }
    return new RankReport(batches);
  }
}
