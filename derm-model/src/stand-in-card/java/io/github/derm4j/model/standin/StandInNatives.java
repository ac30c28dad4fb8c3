package io.github.derm4j.model.standin;

import static io.github.derm4j.model.standin.Transfer.Direction.DEVICE_TO_HOST;
import static io.github.derm4j.model.standin.Transfer.Direction.HOST_TO_DEVICE;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.jita.allocator.enums.CudaConstants;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.OpaqueConstantDataBuffer;
import org.nd4j.nativeblas.OpaqueConstantShapeBuffer;
import org.nd4j.nativeblas.OpaqueDataBuffer;
import org.nd4j.nativeblas.OpaqueLaunchContext;
import org.nd4j.nativeblas.OpaqueTadPack;

/**
 * ND4J's native methods of the CPU, dressed up as those of four cards: the memory that they compute
 * on is the device's, the host has its own, and what passes between the two is a {@link Transfer}.
 */
final class StandInNatives implements InvocationHandler {

  private static final int DEVICES = 4;
  private static final Integer DONE = 1;

  private final NativeOps cpu = new Nd4jCpu();
  private final HostMemory hostMemory = new HostMemory(cpu);
  private final Map<Long, CardBuffer> buffers = new ConcurrentHashMap<>();
  private final Map<Long, Long> offsets = new ConcurrentHashMap<>();
  private final ThreadLocal<Integer> device = ThreadLocal.withInitial(() -> 0);
  private final ThreadLocal<Pointer> queue = ThreadLocal.withInitial(() -> new LongPointer(1));
  private final ThreadLocal<Pointer> copyQueue = ThreadLocal.withInitial(() -> new LongPointer(1));

  private StandInNatives() {}

  static NativeOps create() {
    return (NativeOps)
        Proxy.newProxyInstance(
            StandInNatives.class.getClassLoader(),
            new Class<?>[] {NativeOps.class},
            new StandInNatives());
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given)
      throws Throwable {
    Object[] arguments = given == null ? new Object[0] : given;
    return switch (method.getName()) {
      case "getAvailableDevices" -> DEVICES;
      case "getDevice" -> device.get();
      case "setDevice" -> {
        device.set((Integer) arguments[0]);
        yield DONE;
      }
      case "getDeviceMajor" -> 8;
      case "getDeviceMinor" -> 6;
      case "getDeviceName" -> "a stand-in for a card";
      case "getDeviceTotalMemory", "getDeviceFreeMemory", "getDeviceFreeMemoryDefault" -> 8L << 30;
      case "isP2PAvailable" -> false;
      case "checkP2P", "enableP2P", "initializeFunctions", "setGridLimit" -> null;
      // The sizes of a card's grids, which would be numbers of threads here.
      case "setOmpNumThreads", "setOmpMinThreads" -> null;
      case "defaultLaunchContext" -> new OpaqueLaunchContext(new LongPointer(1));
      case "lcExecutionStream" -> queue.get();
      case "lcCopyStream" -> copyQueue.get();
      case "lcBlasHandle",
          "lcSolverHandle",
          "lcScalarPointer",
          "lcReductionPointer",
          "lcAllocationPointer",
          "getConstantSpace",
          "createEvent" ->
          new LongPointer(1024);
      case "streamSynchronize", "eventSynchronize", "registerEvent", "destroyEvent" -> DONE;
      case "mallocHost" -> hostMemory.pinned((Long) arguments[0]);
      case "freeHost", "freeDevice" -> hostMemory.free((Pointer) arguments[0]);
      case "mallocDevice" -> hostMemory.pageable((Long) arguments[0]);
      case "memcpyAsync", "memcpySync" -> copy(arguments);
      case "memsetAsync", "memsetSync" -> {
        Pointer.memset(
            same((Pointer) arguments[0]), (Integer) arguments[1], (Long) arguments[2]);
        yield DONE;
      }
      case "memcpyConstantAsync", "setGraphContextCudaContext" -> DONE;
      case "constantBufferLong", "constantBufferDouble" -> constant(arguments);
      case "getConstantDataBufferPrimary", "getConstantDataBufferSpecial" ->
          same((Pointer) arguments[0]);
      case "deleteConstantDataBuffer" -> null; // ND4J keeps constants for good.
      case "getConstantShapeBufferSpecial" ->
          cpu.getConstantShapeBufferPrimary((OpaqueConstantShapeBuffer) arguments[0]);
      case "getSpecialShapeInfo" -> cpu.getPrimaryShapeInfo((OpaqueTadPack) arguments[0]);
      case "getSpecialOffsets" -> cpu.getPrimaryOffsets((OpaqueTadPack) arguments[0]);
      default ->
          method.getName().startsWith("db") || method.getName().endsWith("DataBuffer")
              ? ofBuffer(method, arguments)
              : compute(method, arguments);
    };
  }

  /** What is asked of one data buffer. */
  private @Nullable Object ofBuffer(Method method, Object[] arguments) throws Throwable {
    switch (method.getName()) {
      case "allocateDataBuffer", "dbAllocateDataBuffer" -> {
        long numbers = (Long) arguments[0];
        int type = (Integer) arguments[1];
        OpaqueDataBuffer made = cpu.allocateDataBuffer(numbers, type, false);
        buffers.put(made.address(), new CardBuffer(bytes(numbers, type), hostMemory));
        return made;
      }
      case "dbCreateExternalDataBuffer" -> {
        long numbers = (Long) arguments[0];
        int type = (Integer) arguments[1];
        Pointer host = (Pointer) arguments[2];
        Pointer onDevice = arguments[3] == null ? host : (Pointer) arguments[3];
        OpaqueDataBuffer made = cpu.dbCreateExternalDataBuffer(numbers, type, onDevice, null);
        CardBuffer buffer = new CardBuffer(bytes(numbers, type), hostMemory);
        buffer.setHost(host);
        buffers.put(made.address(), buffer);
        return made;
      }
      case "dbCreateView" -> {
        CardBuffer whole = of(arguments[0]);
        OpaqueDataBuffer view =
            cpu.dbCreateView(
                (OpaqueDataBuffer) arguments[0], (Long) arguments[1], (Long) arguments[2]);
        whole.share();
        buffers.put(view.address(), whole);
        offsets.put(view.address(), (Long) arguments[2]); // Of the whole, also in a view of a view.
        return view;
      }
      case "deleteDataBuffer" -> {
        long address = ((Pointer) arguments[0]).address();
        CardBuffer buffer = buffers.remove(address);
        offsets.remove(address);
        cpu.deleteDataBuffer((OpaqueDataBuffer) arguments[0]);
        if (buffer != null) {
          buffer.release();
        }
        return null;
      }
      case "dbPrimaryBuffer" -> {
        return of(arguments[0]).host(offset(arguments[0]));
      }
      case "dbSpecialBuffer" -> {
        return cpu.dbPrimaryBuffer((OpaqueDataBuffer) arguments[0]);
      }
      case "dbAllocatePrimaryBuffer" -> of(arguments[0]).allocateHost();
      case "dbAllocateSpecialBuffer" ->
          cpu.dbAllocatePrimaryBuffer((OpaqueDataBuffer) arguments[0]);
      case "dbSetPrimaryBuffer" -> of(arguments[0]).setHost((Pointer) arguments[1]);
      case "dbSetSpecialBuffer" ->
          cpu.dbSetPrimaryBuffer(
              (OpaqueDataBuffer) arguments[0], (Pointer) arguments[1], (Long) arguments[2]);
      case "dbSyncToSpecial" -> of(arguments[0]).synchronizeToDevice(onDevice(arguments[0]));
      case "dbSyncToPrimary" -> of(arguments[0]).synchronizeToHost(onDevice(arguments[0]));
      case "dbTickHostRead" -> of(arguments[0]).readByHost();
      case "dbTickHostWrite" -> of(arguments[0]).writtenByHost();
      case "dbTickDeviceRead" -> of(arguments[0]).readByDevice();
      case "dbTickDeviceWrite" -> of(arguments[0]).writtenByDevice();
      case "dbLocality" -> {
        return of(arguments[0]).locality();
      }
      case "dbDeviceId" -> {
        return device.get();
      }
      case "dbSetDeviceId" -> {}
      default -> {
        return compute(method, arguments);
      }
    }
    return null;
  }

  /** An operation: what it is given must be on the device, and what it makes is there. */
  private @Nullable Object compute(Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("calculateOutputShapes2")) {
      // The host's sides come first, for shapes that depend on numbers; the device's follow.
      PointerPointer<?> inputs = (PointerPointer<?>) arguments[2];
      int count = (Integer) arguments[4];
      for (int i = 0; i < count; i++) {
        inputs.put(i, inputs.get(i + count));
      }
    }
    for (Object argument : arguments) {
      if (argument instanceof OpaqueDataBuffer) {
        of(argument).synchronizeToDevice(onDevice(argument));
        if (!method.getName().equals("setGraphContextInputBuffer")) {
          of(argument).writtenByDevice();
        }
      }
    }
    try {
      return method.invoke(cpu, arguments);
    } catch (InvocationTargetException e) {
      throw Objects.requireNonNullElse(e.getCause(), e);
    }
  }

  private Integer copy(Object[] arguments) {
    Pointer to = (Pointer) arguments[0];
    Pointer from = (Pointer) arguments[1];
    long bytes = (Long) arguments[2];
    int direction = (Integer) arguments[3];
    if (direction == CudaConstants.cudaMemcpyHostToDevice) {
      Transfer.add(HOST_TO_DEVICE, bytes, to.address(), hostMemory.isPinned(from), false);
    } else if (direction == CudaConstants.cudaMemcpyDeviceToHost) {
      Transfer.add(DEVICE_TO_HOST, bytes, to.address(), hostMemory.isPinned(to), false);
    }
    if (to.address() != from.address()) {
      Pointer.memmove(same(to), same(from), bytes);
    }
    return DONE;
  }

  private OpaqueConstantDataBuffer constant(Object[] arguments) {
    int type = (Integer) arguments[0];
    int length = (Integer) arguments[2];
    Pointer memory = hostMemory.pageable(bytes(length, type));
    for (int i = 0; i < length; i++) {
      double value =
          arguments[1] instanceof LongPointer whole
              ? whole.get(i)
              : ((DoublePointer) arguments[1]).get(i);
      switch (DataType.fromInt(type)) {
        case LONG -> new LongPointer(memory).put(i, (long) value);
        case INT -> new IntPointer(memory).put(i, (int) value);
        case FLOAT -> new FloatPointer(memory).put(i, (float) value);
        case DOUBLE -> new DoublePointer(memory).put(i, value);
        default ->
            throw new UnsupportedOperationException("constants of " + DataType.fromInt(type));
      }
    }
    return new OpaqueConstantDataBuffer(memory);
  }

  private CardBuffer of(Object buffer) {
    return Objects.requireNonNull(buffers.get(((Pointer) buffer).address()), "a deleted buffer");
  }

  private long offset(Object buffer) {
    return offsets.getOrDefault(((Pointer) buffer).address(), 0L);
  }

  /** The device's side of the whole that a buffer is a part of. */
  private Pointer onDevice(Object buffer) {
    return CardBuffer.at(
        cpu.dbPrimaryBuffer((OpaqueDataBuffer) buffer).address() - offset(buffer));
  }

  /** The same address; ND4J's pointers know limits and positions in units of their own. */
  private static Pointer same(Pointer pointer) {
    return CardBuffer.at(pointer.address());
  }

  private static long bytes(long numbers, int type) {
    return numbers * DataType.fromInt(type).width();
  }
}
