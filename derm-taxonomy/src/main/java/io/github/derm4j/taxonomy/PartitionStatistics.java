package io.github.derm4j.taxonomy;

/**
 * The number of classes of a partition and the distribution of their sizes.
 *
 * @param classes the number of classes
 * @param images the training images in all classes
 * @param droppedImages the training images in none
 * @param mean the mean number of images of a class; NaN where there is no class
 * @param median the median number of images of a class; NaN where there is no class
 * @param smallest the images of the smallest class; 0 where there is no class
 * @param largest the images of the largest class; 0 where there is no class
 * @param imbalance largest divided by smallest; NaN where there is no class
 * @param evenness the entropy of the class sizes divided by its maximum, 1 when all are equal; 1
 *     for a single class, NaN where there is none
 */
public record PartitionStatistics(
    int classes,
    long images,
    long droppedImages,
    double mean,
    double median,
    long smallest,
    long largest,
    double imbalance,
    double evenness) {

  static PartitionStatistics of(DiseasePartition partition) {
    long[] sizes = partition.classes().stream().mapToLong(TrainingClass::images).sorted().toArray();
    long dropped = partition.dropped().stream().mapToLong(DroppedImages::images).sum();
    int n = sizes.length;
    if (n == 0) {
      return new PartitionStatistics(
          0, 0, dropped, Double.NaN, Double.NaN, 0, 0, Double.NaN, Double.NaN);
    }
    long images = 0;
    for (long size : sizes) {
      images += size;
    }
    double entropy = 0;
    for (long size : sizes) {
      double share = (double) size / images;
      entropy -= share * Math.log(share);
    }
    double median = (sizes[(n - 1) / 2] + sizes[n / 2]) / 2.0;
    return new PartitionStatistics(
        n,
        images,
        dropped,
        (double) images / n,
        median,
        sizes[0],
        sizes[n - 1],
        (double) sizes[n - 1] / sizes[0],
        n == 1 ? 1 : entropy / Math.log(n));
  }
}
