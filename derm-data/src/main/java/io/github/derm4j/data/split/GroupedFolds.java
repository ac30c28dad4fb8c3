package io.github.derm4j.data.split;

import io.github.derm4j.data.LesionRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Folds for cross-validation, stratified by diagnosis. No lesion and no person is in two folds. The
 * paper uses nine folds.
 */
public final class GroupedFolds {

  private final Components components;
  private final int[] foldOf;
  private final List<List<LesionRecord>> folds;

  private GroupedFolds(Components components, int[] foldOf, List<List<LesionRecord>> folds) {
    this.components = components;
    this.foldOf = foldOf;
    this.folds = folds;
  }

  /**
   * Makes folds by lesion id and patient id.
   *
   * @param records the images
   * @param seed the same seed gives the same folds
   * @param count the number of folds, at least 2
   * @return the folds
   * @throws IllegalArgumentException if there are fewer than two folds, or one would be empty
   */
  public static GroupedFolds of(List<LesionRecord> records, long seed, int count) {
    return of(Components.byIds(records), seed, count);
  }

  /**
   * Makes folds by given components.
   *
   * @param components the groups that must stay together
   * @param seed the same seed gives the same folds
   * @param count the number of folds, at least 2
   * @return the folds
   * @throws IllegalArgumentException if there are fewer than two folds, or one would be empty
   */
  public static GroupedFolds of(Components components, long seed, int count) {
    if (count < 2) {
      throw new IllegalArgumentException(count + " folds: a cross-validation needs at least 2");
    }
    double[] fractions = new double[count];
    Arrays.fill(fractions, 1.0 / count);
    int[] foldOf = StratifiedAssignment.assign(components, fractions, seed);
    List<List<LesionRecord>> folds = Partition.divide(components, foldOf, count);
    List<String> names = IntStream.range(0, count).mapToObj(fold -> "fold " + fold).toList();
    Partition.requireFilled(folds, names, fractions, components);
    return new GroupedFolds(components, foldOf, folds);
  }

  /**
   * The number of folds.
   *
   * @return at least 2
   */
  public int count() {
    return folds.size();
  }

  /**
   * The images of one fold, which are held out in its turn.
   *
   * @param fold from 0 to {@code count() − 1}
   * @return the records, in their order
   */
  public List<LesionRecord> heldOut(int fold) {
    return folds.get(fold);
  }

  /**
   * The images of all other folds.
   *
   * @param fold from 0 to {@code count() − 1}
   * @return the records, in their order
   */
  public List<LesionRecord> training(int fold) {
    List<LesionRecord> others = new ArrayList<>();
    for (int i = 0; i < foldOf.length; i++) {
      if (foldOf[i] != fold) {
        others.add(components.records().get(i));
      }
    }
    return List.copyOf(others);
  }

  /**
   * The fold of a record.
   *
   * @param index of the record among the {@linkplain Components#records() records}
   * @return from 0 to {@code count() − 1}
   */
  public int foldOf(int index) {
    return foldOf[index];
  }

  /**
   * The components that were kept together.
   *
   * @return the components
   */
  public Components components() {
    return components;
  }

  @Override
  public String toString() {
    return "GroupedFolds" + folds.stream().map(List::size).toList();
  }
}
