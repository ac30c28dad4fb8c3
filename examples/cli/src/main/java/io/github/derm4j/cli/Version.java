package io.github.derm4j.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of Derm4j from its jar, with the Java version. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"derm " + derm4j() + " (Java " + Runtime.version() + ")"};
  }

  /** The version in the jar's manifest; {@code development} when run from class files. */
  static String derm4j() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
