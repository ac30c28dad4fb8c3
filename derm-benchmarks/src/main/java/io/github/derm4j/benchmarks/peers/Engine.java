package io.github.derm4j.benchmarks.peers;

import org.nd4j.versioncheck.VersionCheck;
import org.nd4j.versioncheck.VersionInfo;

/** Which Deeplearning4j runs. */
final class Engine {

  private Engine() {}

  static String version() {
    return VersionCheck.getVersionInfos().stream()
        .filter(each -> each.getArtifactId().equals("nd4j-api"))
        .map(VersionInfo::getBuildVersion)
        .findFirst()
        .orElse("of unknown version");
  }
}
