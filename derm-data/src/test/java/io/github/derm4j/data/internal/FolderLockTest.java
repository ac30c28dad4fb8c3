package io.github.derm4j.data.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With processes: {@code .ci/soak-stages/sharing}. */
@DisplayName("The lock of a folder")
class FolderLockTest {

  @TempDir private Path folder;

  @Test
  @DisplayName("refuses a second run, also by another path, until the first one ends")
  void twoRuns() throws IOException {
    Path same = folder.resolve("sub").resolve("..");
    Files.createDirectory(folder.resolve("sub"));
    try (FolderLock first = FolderLock.of(folder)) {
      assertThat(first).isNotNull();
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> FolderLock.of(same))
            .isInstanceOf(IOException.class)
            .hasMessage(
                same + ": in use by another run; wait until it ends, or choose another folder");
      }
    }
    FolderLock.of(same).close();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux lists the locks of processes")
  @DisplayName("is known to the system until it is closed, so that other processes see it")
  void otherProcesses() throws IOException {
    try (FolderLock lock = FolderLock.of(folder)) {
      assertThat(lock).isNotNull();
      Object inode = Files.getAttribute(folder.resolve(".lock"), "unix:ino");

      assertThat(Files.readAllLines(Path.of("/proc/locks")))
          .anyMatch(
              line ->
                  line.contains(" " + ProcessHandle.current().pid() + " ")
                      && line.contains(":" + inode + " "));
    }
  }

  @Test
  @DisplayName("leaves nothing in the folder")
  void noFile() throws IOException {
    FolderLock.of(folder).close();

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  @DisplayName("is not held by the file of a run that was killed")
  void leftBehind() throws IOException {
    Files.writeString(folder.resolve(".lock"), "of a run that was killed");

    FolderLock.of(folder).close();

    assertThat(folder).isEmptyDirectory();
  }
}
