package io.github.derm4j.model.internal.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.const_dnnl_op_desc_t;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a network, compiled for its shapes. {@link #bind} or {@link #with} sets its
 * arrays, with its scratch memory last; it can then run any number of times.
 */
final class Primitive {

  private final String name;
  private final dnnl_primitive_desc description;
  private final dnnl_primitive primitive = new dnnl_primitive();
  private final Map<Integer, Memory> arguments = new LinkedHashMap<>();
  private dnnl_exec_arg_t bound = new dnnl_exec_arg_t();

  private Primitive(Arena arena, String name, dnnl_primitive_desc description) {
    this.name = name;
    this.description = description;
    arena.own(() -> dnnl.dnnl_primitive_desc_destroy(description));
    OneDnn.check(dnnl.dnnl_primitive_create(primitive, description), name);
    arena.own(() -> dnnl.dnnl_primitive_destroy(primitive));
  }

  /**
   * Compiles an operation.
   *
   * @param rectified whether a ReLU follows in the same pass
   * @return the operation; null if the library has none for these shapes and this processor
   */
  static @Nullable Primitive of(Arena arena, String name, Pointer operation, boolean rectified) {
    return of(arena, name, operation, rectified, new dnnl_primitive_desc());
  }

  /**
   * Compiles an operation in integers with a ReLU.
   *
   * @param scales the factor of each channel of the output
   * @return the operation; null if the library has none for these shapes and this processor
   */
  static @Nullable Primitive scaled(Arena arena, String name, Pointer operation, float[] scales) {
    dnnl_primitive_attr attributes = attributes(true);
    OneDnn.check(
        dnnl.dnnl_primitive_attr_set_output_scales(attributes, scales.length, 1 << 1, scales),
        name);
    return of(arena, name, operation, attributes, new dnnl_primitive_desc());
  }

  /**
   * Compiles an operation of the backward pass.
   *
   * @param forward the operation of the forward pass
   * @return the operation; null if the library has none for these shapes and this processor
   */
  static @Nullable Primitive backward(
      Arena arena, String name, Pointer operation, Primitive forward) {
    return of(arena, name, operation, false, forward.description);
  }

  private static @Nullable Primitive of(
      Arena arena, String name, Pointer operation, boolean rectified, dnnl_primitive_desc forward) {
    return of(arena, name, operation, attributes(rectified), forward);
  }

  private static @Nullable Primitive of(
      Arena arena,
      String name,
      Pointer operation,
      dnnl_primitive_attr attributes,
      dnnl_primitive_desc forward) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    int status =
        dnnl.dnnl_primitive_desc_create(
            description, new const_dnnl_op_desc_t(operation), attributes, OneDnn.engine(), forward);
    dnnl.dnnl_primitive_attr_destroy(attributes);
    if (status == dnnl.dnnl_unimplemented) {
      return null;
    }
    OneDnn.check(status, name);
    return new Primitive(arena, name, description);
  }

  /** Changes the layout of an array. */
  static Primitive reorder(Arena arena, String name, Memory from, Memory to) {
    return reorder(arena, name, from, to, 1);
  }

  /** Changes the layout or the number type of an array, multiplied by a factor. */
  static Primitive reorder(Arena arena, String name, Memory from, Memory to, float factor) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    dnnl_primitive_attr attributes = attributes(false);
    if (factor != 1) {
      OneDnn.check(
          dnnl.dnnl_primitive_attr_set_output_scales(attributes, 1, 0, new float[] {factor}), name);
    }
    OneDnn.check(
        dnnl.dnnl_reorder_primitive_desc_create(
            description, from.layout(), OneDnn.engine(), to.layout(), OneDnn.engine(), attributes),
        name);
    dnnl.dnnl_primitive_attr_destroy(attributes);
    return new Primitive(arena, name, description)
        .with(dnnl.DNNL_ARG_FROM, from)
        .with(dnnl.DNNL_ARG_TO, to);
  }

  /** Concatenates arrays of the same height and width along their channels. */
  static Primitive concatenation(Arena arena, String name, Memory to, Memory... from) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    dnnl_primitive_attr attributes = attributes(false);
    OneDnn.check(
        dnnl.dnnl_concat_primitive_desc_create(
            description, to.layout(), from.length, 1, layouts(from), attributes, OneDnn.engine()),
        name);
    dnnl.dnnl_primitive_attr_destroy(attributes);
    return new Primitive(arena, name, description).with(dnnl.DNNL_ARG_DST, to).withEach(from);
  }

  /** Adds arrays of the same shape, each multiplied by its own factor. */
  static Primitive sum(Arena arena, String name, Memory to, float[] factors, Memory... from) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    dnnl_primitive_attr attributes = attributes(false);
    OneDnn.check(
        dnnl.dnnl_sum_primitive_desc_create(
            description,
            to.layout(),
            from.length,
            factors,
            layouts(from),
            attributes,
            OneDnn.engine()),
        name);
    dnnl.dnnl_primitive_attr_destroy(attributes);
    return new Primitive(arena, name, description).with(dnnl.DNNL_ARG_DST, to).withEach(from);
  }

  private static dnnl_memory_desc_t layouts(Memory... arrays) {
    dnnl_memory_desc_t layouts = new dnnl_memory_desc_t(arrays.length);
    long bytes = layouts.sizeof();
    for (int i = 0; i < arrays.length; i++) {
      // By address, because JavaCPP would interpret a position in bytes here.
      Pointer.memcpy(Memory.pointer(layouts.address() + i * bytes), arrays[i].layout(), bytes);
    }
    return layouts;
  }

  private Primitive withEach(Memory... arrays) {
    for (int i = 0; i < arrays.length; i++) {
      with(dnnl.DNNL_ARG_MULTIPLE_SRC + i, arrays[i]);
    }
    return this;
  }

  private static dnnl_primitive_attr attributes(boolean rectified) {
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    OneDnn.check(dnnl.dnnl_primitive_attr_create(attributes), "attributes");
    OneDnn.check(
        dnnl.dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl.dnnl_scratchpad_mode_user),
        "attributes");
    if (rectified) {
      dnnl_post_ops after = new dnnl_post_ops();
      OneDnn.check(dnnl.dnnl_post_ops_create(after), "a ReLU");
      OneDnn.check(
          dnnl.dnnl_post_ops_append_eltwise(after, 1, dnnl.dnnl_eltwise_relu, 0, 0), "a ReLU");
      OneDnn.check(dnnl.dnnl_primitive_attr_set_post_ops(attributes, after), "a ReLU");
      dnnl.dnnl_post_ops_destroy(after);
    }
    return attributes;
  }

  /** The layout that the library chose for an argument. */
  dnnl_memory_desc_t layout(int query) {
    dnnl_memory_desc_t chosen = new dnnl_memory_desc_t();
    // The result of the query is owned by the description.
    Pointer.memcpy(
        chosen, dnnl.dnnl_primitive_desc_query_md(description, query, 0), chosen.sizeof());
    return chosen;
  }

  /** The number of bytes of scratch memory that it needs. */
  long scratchBytes() {
    dnnl_memory_desc_t scratch =
        dnnl.dnnl_primitive_desc_query_md(description, dnnl.dnnl_query_scratchpad_md, 0);
    return scratch == null || scratch.isNull() ? 0 : dnnl.dnnl_memory_desc_get_size(scratch);
  }

  Primitive with(int argument, Memory array) {
    arguments.put(argument, array);
    return this;
  }

  /** Sets the arguments, with scratch memory that operations share because they run in turn. */
  Primitive bind(Arena arena, long scratch) {
    if (scratchBytes() > 0) {
      with(dnnl.DNNL_ARG_SCRATCHPAD, arena.memory(layout(dnnl.dnnl_query_scratchpad_md), scratch));
    }
    bound = new dnnl_exec_arg_t(arguments.size());
    int i = 0;
    for (Map.Entry<Integer, Memory> argument : arguments.entrySet()) {
      bound.position(i++).arg(argument.getKey()).memory(argument.getValue().handle());
    }
    bound.position(0);
    return this;
  }

  void run(dnnl_stream stream) {
    OneDnn.check(dnnl.dnnl_primitive_execute(primitive, stream, arguments.size(), bound), name);
  }
}
