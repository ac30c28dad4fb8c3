package io.github.derm4j.model.internal;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The first lines of a single-file Java program, which declare its libraries for JBang. */
public final class JbangHeader {

  private static final String GROUP = "io.github.derm4j:";
  private static final String DEVELOPED = "0.1.0-SNAPSHOT";
  private static final String SILENT = "org.slf4j:slf4j-nop:1.7.36";

  private JbangHeader() {}

  /**
   * The coordinates of one of this project's libraries.
   *
   * @param module such as {@code derm-model}
   */
  public static String coordinates(String module) {
    String version = JbangHeader.class.getPackage().getImplementationVersion();
    return GROUP + module + ":" + (version == null ? DEVELOPED : version);
  }

  /** The coordinates of the engine for the processors of all platforms. */
  public static String engine() {
    return "org.nd4j:nd4j-native-platform:" + SoftwareVersions.deeplearning4j();
  }

  /**
   * Makes the header.
   *
   * @param call the name of the file and its arguments
   * @param libraries their coordinates
   * @return the lines, with a blank one at the end
   */
  public static String text(String call, List<String> libraries) {
    boolean silenced = libraries.size() > 1; // Without it, the engine would complain about a
    // missing logger.
    return String.format(
        Locale.ROOT,
        """
        ///usr/bin/env jbang "$0" "$@" ; exit $?
        //JAVA 17+
        //REPOS mavencentral,mavenlocal
        %s%s
        // Run it by: jbang %s
        // In a Maven project, depend on %s.

        """,
        libraries.stream().map(each -> "//DEPS " + each + "\n").collect(Collectors.joining()),
        silenced ? "//DEPS " + SILENT + "\n" : "",
        call,
        String.join("\n// and ", libraries));
  }
}
