package io.github.derm4j.data.image;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;

/** Loads OpenCV's native libraries once; the error names the missing dependency. */
final class OpenCv {

  private OpenCv() {}

  /**
   * Ensures that the native code can be called.
   *
   * @throws IllegalStateException if the native libraries of this platform are not on the class
   *     path
   */
  static void load() {
    try {
      Natives.touch();
    } catch (LinkageError e) {
      String platform = Loader.getPlatform();
      throw new IllegalStateException(
          "OpenCV's native code for "
              + platform
              + " is not on the class path: add org.bytedeco:opencv:4.5.5-1.5.7:"
              + platform
              + " (and org.bytedeco:openblas and org.bytedeco:javacpp of the same classifier)",
          e);
    }
  }

  /**
   * Runs an action, and then frees every pointer that it created.
   *
   * @param action code that creates native temporaries; it must not return one of them
   */
  @SuppressWarnings({
    "try", // the open scope has the effect; it is not called
    "unchecked" // its constructor takes a generic array, here of no element
  })
  static void scoped(Runnable action) {
    try (PointerScope scope = new PointerScope()) {
      action.run();
    }
  }

  /**
   * The class initialiser ensures that the libraries are loaded once, regardless of the number of
   * threads.
   */
  private static final class Natives {
    static {
      Loader.load(opencv_core.class);
      Loader.load(opencv_imgproc.class);
      Loader.load(opencv_imgcodecs.class);
      // Images are processed in parallel; a thread pool inside each call would only compete with
      // ours.
      opencv_core.setNumThreads(1);
    }

    static void touch() {}
  }
}
