package io.github.derm4j.data.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
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
