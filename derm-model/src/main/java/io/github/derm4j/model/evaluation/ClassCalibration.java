package io.github.derm4j.model.evaluation;

import io.github.derm4j.metrics.MulticlassScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The calibration of an inference class against all others.
 *
 * @param name the class
 * @param images its test images
 * @param calibration the calibration of its probability; empty if no test image, or every test
 *     image, belongs to the class
 */
public record ClassCalibration(String name, long images, Optional<TaskCalibration> calibration) {

  static List<ClassCalibration> of(ClassScores classes) {
    MulticlassScores scores = classes.scores();
    List<ClassCalibration> each = new ArrayList<>();
    for (int c = 0; c < scores.labels().size(); c++) {
      int own = c;
      long images = classes.actual().stream().filter(actual -> actual == own).count();
      each.add(
          new ClassCalibration(
              scores.labels().get(c),
              images,
              images == 0 || images == scores.size()
                  ? Optional.empty()
                  : Optional.of(TaskCalibration.of(scores.against(c), classes.lesions()))));
    }
    return List.copyOf(each);
  }
}
