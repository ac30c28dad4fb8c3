package io.github.derm4j.model.standin;

import java.lang.reflect.Proxy;
import org.nd4j.common.config.ND4JSystemProperties;
import org.nd4j.common.io.ClassPathResource;
import org.nd4j.common.io.Resource;
import org.nd4j.linalg.cpu.nativecpu.CpuEnvironment;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.jcublas.JCublasBackend;
import org.nd4j.nativeblas.NativeOpsHolder;

/** What ND4J finds before any other backend. */
public final class StandInBackend extends JCublasBackend {

  static {
    // Before ND4J makes the natives of its properties.
    System.setProperty(ND4JSystemProperties.LOG_INITIALIZATION, "false");
    System.setProperty(ND4JSystemProperties.INIT_NATIVEOPS_HOLDER, "false");
    NativeOpsHolder.getInstance().setDeviceNativeOps(StandInNatives.create());
    NativeOpsHolder.getInstance().initOps();
  }

  @Override
  public boolean isAvailable() {
    return true;
  }

  @Override
  public boolean canRun() {
    return true;
  }

  @Override
  public int getPriority() {
    return Integer.MAX_VALUE;
  }

  @Override
  public Resource getConfigurationResource() {
    return new ClassPathResource(
        "/stand-in-card.properties", StandInBackend.class.getClassLoader());
  }

  @Override
  public Environment getEnvironment() {
    return (Environment)
        Proxy.newProxyInstance(
            StandInBackend.class.getClassLoader(),
            new Class<?>[] {Environment.class},
            (proxy, method, arguments) ->
                method.getName().equals("isCPU")
                    ? false
                    : method.invoke(CpuEnvironment.getInstance(), arguments));
  }

  @Override
  public void logBackendInit() {}
}
