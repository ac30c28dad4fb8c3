package io.github.derm4j.data.image;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;

/** Loads OpenCV's natives once, and says what to add where they are absent. */
final class OpenCv {

  private OpenCv() {}

  /**
   * Makes sure that the native code can be called.
   *
   * @throws IllegalStateException if the natives of this platform are not on the class path
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
   * Runs an action, and frees every pointer that it made at its end.
   *
   * @param action what makes native temporaries; what it returns must not be one of them
   */
  @SuppressWarnings({
    "try", // the scope acts by being open, not by being called
    "unchecked" // its constructor takes a generic array, here of no element
  })
  static void scoped(Runnable action) {
    try (PointerScope scope = new PointerScope()) {
      action.run();
    }
  }

  /** The class initialiser is what makes the loading happen once, whichever thread comes first. */
  private static final class Natives {
    static {
      Loader.load(opencv_core.class);
      Loader.load(opencv_imgproc.class);
      Loader.load(opencv_imgcodecs.class);
      // The parallelism is over images: a pool inside each call would only fight with ours.
      opencv_core.setNumThreads(1);
    }

    static void touch() {}
  }
}
