package io.github.derm4j.model.internal.onednn;

import io.github.derm4j.model.backend.Precision;
import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.layers.UnitInTraining;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;

/**
 * The body of a network in training, compiled for one number of images: the operations of the
 * forward and the backward pass, in order, and the arrays between them. An array occupies memory
 * from the operation that writes it to the last one that reads it, in either pass.
 *
 * <p>For frozen units and everything below them, no arrays are kept and no gradients are computed.
 */
final class TrainingPlan extends Plan {

  /** The output of a vertex. */
  private static final class Activation {
    private final Memory array;

    /** True if it or a unit below it is trained, so that its gradient is needed. */
    private final boolean trained;

    private final List<Memory> gradients = new ArrayList<>();

    /** The number of operations that have not read it yet. */
    private int readers;

    Activation(Memory array, boolean trained, int readers) {
      this.array = array;
      this.trained = trained;
      this.readers = readers;
    }
  }

  private final TrainedWeights weights;
  private final List<Primitive> forward = new ArrayList<>();
  private final List<Primitive> backward = new ArrayList<>();
  private final Deque<Runnable> wayBack = new ArrayDeque<>();
  private final Map<String, Activation> activations = new HashMap<>();
  private final Memory output;
  private final Memory atOutput;

  /**
   * Compiles a network up to the input of its output layer.
   *
   * @param network the network, whose view of the gradients must exist
   * @param weights its kernels
   * @param buffers the buffers for arrays; all are returned at the end
   * @param winograd whether to use Winograd's algorithm if the library has it
   * @param precision the precision of the arrays between operations
   * @param shape the shape of the input: images, height, width, channels
   */
  TrainingPlan(
      ComputationGraph network,
      TrainedWeights weights,
      Buffers buffers,
      boolean winograd,
      Precision precision,
      long[] shape) {
    super(
        network,
        buffers,
        winograd,
        precision == Precision.BF16 ? dnnl.dnnl_bf16 : dnnl.dnnl_f32,
        shape);
    this.weights = weights;
    try {
      activations.put(inputName(), new Activation(input, false, 1 << 20));
      addAll();
      String head = outputName();
      Activation last = activation(inputsOf(head).get(0));
      output = converted(forward, head, last.array, dnnl.dnnl_f32);
      atOutput = fresh(output.layout());
      release(last);
      giveBackUnless(last.array, output);
      if (last.trained) {
        Memory gradient = converted(backward, head, atOutput, last.array.layout().data_type());
        giveBackUnless(gradient, atOutput);
        last.gradients.add(gradient);
        wayBack.forEach(Runnable::run);
      } else {
        buffers.giveBack(atOutput.address());
      }
      long scratch = 1;
      for (List<Primitive> way : List.of(forward, backward)) {
        for (Primitive each : way) {
          scratch = Math.max(scratch, each.scratchBytes());
        }
      }
      long shared = buffers.scratch(scratch);
      forward.forEach(each -> each.bind(arena, shared));
      backward.forEach(each -> each.bind(arena, shared));
    } catch (RuntimeException | Error failed) {
      arena.close();
      throw failed;
    }
  }

  /**
   * Computes features.
   *
   * @param from the address of the images, channels last, which must stay until the backward pass
   * @param to the address of the features
   */
  void forward(long from, long to) {
    input.moveTo(from);
    stream.run(weights.fill());
    stream.run(forward);
    Pointer.memcpy(Memory.pointer(to), Memory.pointer(output.address()), output.bytes());
  }

  /**
   * Computes the gradients for the images of the last forward pass, into the network's view.
   *
   * @param from the address of the gradient at the features
   */
  void backward(long from) {
    Pointer.memcpy(Memory.pointer(atOutput.address()), Memory.pointer(from), atOutput.bytes());
    stream.run(backward);
  }

  /** {@return the number of values for each image} */
  long features() {
    return output.channels();
  }

  @Override
  void merge(String name, List<String> inputs) {
    activations.put(name, merged(name, inputs.stream().map(this::activation).toList()));
  }

  @Override
  void pool(String name, String from, Function<Memory, Window> window) {
    Activation x = activation(from);
    activations.put(name, pooled(name, window.apply(x.array), x));
  }

  @Override
  void unit(String name, ConvolutionUnit layer, String from, @Nullable Postponed average) {
    UnitInTraining unit = UnitInTraining.of(network, name).orElseThrow();
    activations.put(name, unit(name, unit, activation(from), average));
  }

  private Activation merged(String name, List<Activation> parts) {
    Memory[] arrays = parts.stream().map(part -> part.array).toArray(Memory[]::new);
    long channels = Arrays.stream(arrays).mapToLong(Memory::channels).sum();
    Memory whole = fresh(channels, arrays[0].height(), arrays[0].width());
    forward.add(Primitive.concatenation(arena, name, whole, arrays));
    parts.forEach(this::release);
    Activation merged = activation(name, whole, parts.stream().anyMatch(part -> part.trained));
    if (merged.trained) {
      wayBack.push(
          () -> {
            Memory gradient = gradient(name, merged);
            long first = 0;
            for (Activation part : parts) {
              long count = part.array.channels();
              if (part.trained) {
                Memory atPart = fresh(part.array.layout());
                Memory share = arena.memory(gradient.channels(first, count), gradient.address());
                backward.add(Primitive.reorder(arena, name, share, atPart));
                part.gradients.add(atPart);
              }
              first += count;
            }
            buffers.giveBack(gradient.address());
          });
    }
    return merged;
  }

  private Activation pooled(String name, Window window, Activation x) {
    Memory y =
        fresh(x.array.channels(), window.vertical().outputs(), window.horizontal().outputs());
    Pooling pooling = new Pooling(name, window, x.array, y, x.trained);
    release(x);
    Activation pooled = activation(name, y, x.trained);
    if (x.trained) {
      wayBack.push(
          () -> {
            Memory gradient = gradient(name, pooled);
            x.gradients.add(pooling.backward(gradient));
          });
    }
    return pooled;
  }

  private Activation unit(
      String name, UnitInTraining unit, Activation x, @Nullable Postponed average) {
    boolean trained = !unit.isFrozen();
    long[] shape = kernelShape(name);
    int stride = unit.configuration().stride();
    boolean same = unit.configuration().samePadding();
    Axis vertical = Axis.of(x.array.height(), shape[0], stride, same);
    Axis horizontal = Axis.of(x.array.width(), shape[1], stride, same);
    dnnl_memory_desc_t layout = layout(shape[3], vertical.outputs(), horizontal.outputs());
    Convolution convolution =
        new Convolution(
            arena, name, winograd, inputLayout(x.array), layout, shape, vertical, horizontal);
    Memory source = source(name, x, convolution);
    Memory convolved = fresh(layout);
    Primitive there = convolution.forward();
    forward.add(
        there
            .with(dnnl.DNNL_ARG_SRC, source)
            .with(
                dnnl.DNNL_ARG_WEIGHTS,
                weights.kernel(name, unit, there.layout(dnnl.dnnl_query_weights_md)))
            .with(dnnl.DNNL_ARG_DST, convolved));
    if (!trained) {
      releaseSource(x, source);
    }

    Memory z = convolved;
    Pooling pooling = null;
    if (average != null) {
      z = fresh(layout);
      pooling = new Pooling(name, Window.of(average.pooling(), convolved), convolved, z, trained);
      buffers.giveBack(convolved.address());
    }

    Normalization normalization = new Normalization(arena, name, unit, layout);
    Memory y = trained ? fresh(layout) : z;
    Primitive normalize =
        normalization.forward().with(dnnl.DNNL_ARG_SRC, z).with(dnnl.DNNL_ARG_DST, y);
    forward.add(normalize);
    Activation result = activation(name, y, trained);
    if (trained) {
      Memory positive = fresh(normalize.layout(dnnl.dnnl_query_workspace_md));
      normalize.with(dnnl.DNNL_ARG_WORKSPACE, positive);
      Memory normalized = z;
      Pooling averaging = pooling;
      wayBack.push(
          () -> {
            Memory gradient = gradient(name, result);
            throughNormalization(normalization, unit, normalized, positive, gradient);
            if (averaging != null) {
              gradient = averaging.backward(gradient);
            }
            atKernel(name, unit, convolution, source, gradient);
            releaseSource(x, source);
            if (x.trained) {
              atInput(name, unit, convolution, x, gradient);
            }
            buffers.giveBack(gradient.address());
          });
    }
    return result;
  }

  /** Converts the gradient at the output of a unit into the one at its convolution, in place. */
  private void throughNormalization(
      Normalization normalization,
      UnitInTraining unit,
      Memory normalized,
      Memory positive,
      Memory gradient) {
    backward.add(
        normalization
            .backward()
            .with(dnnl.DNNL_ARG_SRC, normalized)
            .with(dnnl.DNNL_ARG_WORKSPACE, positive)
            .with(dnnl.DNNL_ARG_DIFF_DST, gradient)
            .with(dnnl.DNNL_ARG_DIFF_SRC, gradient));
    if (unit.usesBatchStatistics()) {
      backward.add(normalization.update(ConvolutionUnit.MEAN));
      backward.add(normalization.update(ConvolutionUnit.VARIANCE));
    }
    buffers.giveBack(normalized.address());
    buffers.giveBack(positive.address());
  }

  private void atKernel(
      String name, UnitInTraining unit, Convolution convolution, Memory source, Memory gradient) {
    Primitive atKernel = convolution.atKernel();
    Memory blocked = fresh(atKernel.layout(dnnl.dnnl_query_diff_weights_md));
    backward.add(
        atKernel
            .with(dnnl.DNNL_ARG_SRC, source)
            .with(dnnl.DNNL_ARG_DIFF_DST, gradient)
            .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, blocked));
    backward.add(
        Primitive.reorder(
            arena, name, blocked, Memory.kernel(arena, unit.gradient(ConvolutionUnit.KERNEL))));
    buffers.giveBack(blocked.address());
  }

  private void atInput(
      String name, UnitInTraining unit, Convolution convolution, Activation x, Memory gradient) {
    Primitive atInput = convolution.atInput();
    Memory atX = fresh(x.array.layout());
    backward.add(
        atInput
            .with(
                dnnl.DNNL_ARG_WEIGHTS,
                weights.kernel(name, unit, atInput.layout(dnnl.dnnl_query_weights_md)))
            .with(dnnl.DNNL_ARG_DIFF_DST, gradient)
            .with(dnnl.DNNL_ARG_DIFF_SRC, atX));
    x.gradients.add(atX);
  }

  private Memory source(String name, Activation x, Convolution convolution) {
    dnnl_memory_desc_t wanted = convolution.inputLayout();
    if (x.array.isIn(wanted)) {
      return x.array;
    }
    Memory changed = fresh(wanted);
    forward.add(Primitive.reorder(arena, name, x.array, changed));
    return changed;
  }

  /**
   * Returns the array in another number type, which an operation copies; the array itself if it has
   * it.
   */
  private Memory converted(List<Primitive> way, String name, Memory array, int wanted) {
    if (array.layout().data_type() == wanted) {
      return array;
    }
    Memory converted = fresh(array.layoutOf(wanted));
    way.add(Primitive.reorder(arena, name, array, converted));
    return converted;
  }

  private void giveBackUnless(Memory kept, Memory array) {
    if (array.address() != kept.address()) {
      buffers.giveBack(array.address());
    }
  }

  private void releaseSource(Activation x, Memory source) {
    if (source.address() != x.array.address()) {
      buffers.giveBack(source.address());
    }
    release(x);
  }

  /** The sum of the gradients from all readers of an array. */
  private Memory gradient(String name, Activation of) {
    Memory[] parts = of.gradients.toArray(Memory[]::new);
    if (parts.length == 1) {
      return parts[0];
    }
    Memory sum = fresh(of.array.layout());
    float[] ones = new float[parts.length];
    Arrays.fill(ones, 1);
    backward.add(Primitive.sum(arena, name, sum, ones, parts));
    for (Memory part : parts) {
      buffers.giveBack(part.address());
    }
    return sum;
  }

  private Activation activation(String name) {
    return Objects.requireNonNull(activations.get(name), name);
  }

  private Activation activation(String name, Memory array, boolean trained) {
    return new Activation(array, trained, readersOf(name).size());
  }

  /** Releases an array after its last use. */
  private void release(Activation activation) {
    activation.readers--;
    if (activation.readers == 0) {
      buffers.giveBack(activation.array.address());
    }
  }

  /** A pooling and its backward pass. */
  private final class Pooling {
    private final String name;
    private final Window window;
    private final Memory x;
    private final Primitive there;
    private final @Nullable Memory places;

    Pooling(String name, Window window, Memory x, Memory y, boolean trained) {
      this.name = name;
      this.window = window;
      this.x = x;
      int kind = trained ? dnnl.dnnl_forward_training : dnnl.dnnl_forward_inference;
      there =
          Objects.requireNonNull(
                  Primitive.of(arena, name, window.operation(kind, x, y), false), name)
              .with(dnnl.DNNL_ARG_SRC, x)
              .with(dnnl.DNNL_ARG_DST, y);
      forward.add(there);
      places =
          trained && window.algorithm() == dnnl.dnnl_pooling_max
              ? fresh(there.layout(dnnl.dnnl_query_workspace_md))
              : null;
      if (places != null) {
        there.with(dnnl.DNNL_ARG_WORKSPACE, places);
      }
    }

    /**
     * Computes the gradient at the input, and releases the memory of the gradient at the output.
     */
    Memory backward(Memory atOutput) {
      Memory atInput = fresh(x.layout());
      Primitive back =
          Objects.requireNonNull(
                  Primitive.backward(arena, name, window.backward(atInput, atOutput), there), name)
              .with(dnnl.DNNL_ARG_DIFF_DST, atOutput)
              .with(dnnl.DNNL_ARG_DIFF_SRC, atInput);
      if (places != null) {
        back.with(dnnl.DNNL_ARG_WORKSPACE, places);
        buffers.giveBack(places.address());
      }
      backward.add(back);
      buffers.giveBack(atOutput.address());
      return atInput;
    }
  }
}
