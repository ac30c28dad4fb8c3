package io.github.derm4j.cli.serve;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Images with their features; finds the most similar ones by comparing with all. */
public final class SimilarImages {

  /**
   * An image.
   *
   * @param file its path
   * @param label the caption
   * @param folder the name of its folder, which is its class; empty if it is not in a folder
   */
  public record Item(Path file, String label, String folder) {}

  /**
   * A similar image.
   *
   * @param index its index
   * @param item the image
   * @param similarity the cosine of the angle between the features, at most 1
   */
  record Near(int index, Item item, double similarity) {}

  private final List<Item> items;
  private final List<float[]> features;

  /**
   * Makes an index of images.
   *
   * @param items the images
   * @param features the features of each image in the classifier's last hidden layer
   */
  public SimilarImages(List<Item> items, List<float[]> features) {
    this.items = List.copyOf(items);
    this.features = List.copyOf(features);
  }

  /** {@return no images} */
  public static SimilarImages none() {
    return new SimilarImages(List.of(), List.of());
  }

  Item get(int index) {
    return items.get(index);
  }

  float[] features(int index) {
    return features.get(index);
  }

  /** The number of features of an image; 0 if there are no images. */
  int dimensions() {
    return features.isEmpty() ? 0 : features.get(0).length;
  }

  int size() {
    return items.size();
  }

  /** Finds the n most similar images, the most similar first. */
  List<Near> nearest(float[] image, int n) {
    return IntStream.range(0, items.size())
        .mapToObj(i -> new Near(i, items.get(i), cosine(image, features.get(i))))
        .sorted(Comparator.comparingDouble(Near::similarity).reversed())
        .limit(n)
        .toList();
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    double lengths = Math.sqrt(squaresOfA * squaresOfB);
    return lengths == 0 ? 0 : product / lengths;
  }
}
