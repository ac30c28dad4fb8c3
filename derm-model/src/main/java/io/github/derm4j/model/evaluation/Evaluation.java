package io.github.derm4j.model.evaluation;

import io.github.derm4j.metrics.ConfusionMatrix;
import java.util.List;
import java.util.Optional;

/**
 * What the test images said.
 *
 * @param tasks the binary tasks that could be evaluated
 * @param skippedTasks those that could not, with the reason
 * @param confusion the confusion matrix over inference classes, if a level of the tree allows one
 * @param samples a few test images with what the network said
 */
public record Evaluation(
    List<TaskResult> tasks,
    List<SkippedTask> skippedTasks,
    Optional<ConfusionMatrix> confusion,
    List<Sample> samples) {

  /**
   * Copies the lists.
   *
   * @param tasks the binary tasks that could be evaluated
   * @param skippedTasks those that could not, with the reason
   * @param confusion the confusion matrix over inference classes, if a level of the tree allows one
   * @param samples a few test images with what the network said
   */
  public Evaluation {
    tasks = List.copyOf(tasks);
    skippedTasks = List.copyOf(skippedTasks);
    samples = List.copyOf(samples);
  }

  /**
   * A task that the labels or the training classes don't allow.
   *
   * @param name what the task is called
   * @param reason why it could not be evaluated
   */
  public record SkippedTask(String name, String reason) {}

  /**
   * A test image and what the network said.
   *
   * @param image the image's id
   * @param diagnosis the true diagnosis
   * @param dataUri the picture, small, as a {@code data:} URI
   * @param top the most probable training classes, the first one first
   * @param hit whether the first one holds the true diagnosis
   */
  public record Sample(
      String image, String diagnosis, String dataUri, List<ClassProbability> top, boolean hit) {
    /**
     * Copies the list.
     *
     * @param image the image's id
     * @param diagnosis the true diagnosis
     * @param dataUri the picture, small, as a {@code data:} URI
     * @param top the most probable training classes, the first one first
     * @param hit whether the first one holds the true diagnosis
     */
    public Sample {
      top = List.copyOf(top);
    }
  }

  /**
   * A class and its probability.
   *
   * @param name the class
   * @param probability in [0, 1]
   */
  public record ClassProbability(String name, double probability) {}
}
