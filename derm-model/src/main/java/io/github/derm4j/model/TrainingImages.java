package io.github.derm4j.model;

import com.google.common.collect.Sets;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Longs;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The training and validation images of a classifier, so that an evaluation can check whether its
 * test images are new.
 *
 * <p>Ids and contents are kept as the first 8 bytes of their SHA-256. A million images take 24 MB,
 * and a classifier contains no patient ids in plain text. The ids are not secret, however: anyone
 * who guesses an id can check the guess.
 *
 * @param training the images for fitting the weights
 * @param validation the images for choosing the epoch and the thresholds
 */
public record TrainingImages(Part training, Part validation) {

  private static final int NAMED = 10;

  /**
   * The images of one part.
   *
   * @param images the number of images
   * @param ids hashes of the images' ids, which are compared as {@link Names#id} compares
   * @param contents hashes of the files' bytes, for the files that could be read
   * @param lesions hashes of the lesions' ids, where known
   * @param patients hashes of the patients' ids, where known
   */
  public record Part(
      int images, Set<Long> ids, Set<Long> contents, Set<Long> lesions, Set<Long> patients) {

    /**
     * Copies the sets.
     *
     * @param images the number of images
     * @param ids hashes of the images' ids
     * @param contents hashes of the files' bytes
     * @param lesions hashes of the lesions' ids
     * @param patients hashes of the patients' ids
     */
    public Part {
      ids = Set.copyOf(ids);
      contents = Set.copyOf(contents);
      lesions = Set.copyOf(lesions);
      patients = Set.copyOf(patients);
    }

    private Part and(Part other) {
      Set<Long> all = Sets.union(ids, other.ids);
      return new Part(
          all.size(),
          all,
          Sets.union(contents, other.contents),
          Sets.union(lesions, other.lesions),
          Sets.union(patients, other.patients));
    }

    private static Part of(Collection<LesionRecord> records, ContentHashes contents) {
      Set<Long> ids = new HashSet<>();
      Set<Long> bytes = new HashSet<>();
      Set<Long> lesions = new HashSet<>();
      Set<Long> patients = new HashSet<>();
      for (LesionRecord each : records) {
        ids.add(id(each));
        contents.hash(each).ifPresent(bytes::add);
        each.lesionId().map(TrainingImages::hash).ifPresent(lesions::add);
        each.patientId().map(TrainingImages::hash).ifPresent(patients::add);
      }
      return new Part(records.size(), ids, bytes, lesions, patients);
    }
  }

  /**
   * Makes a record of images.
   *
   * @param training the training images
   * @param validation the validation images
   * @param contents the hashes of their files
   * @return the hashes of the images
   */
  public static TrainingImages of(
      Collection<LesionRecord> training,
      Collection<LesionRecord> validation,
      ContentHashes contents) {
    return new TrainingImages(Part.of(training, contents), Part.of(validation, contents));
  }

  /**
   * The images of two classifiers together, such as those of an ensemble. An image that trained one
   * and validated the other is in both parts.
   *
   * @param other the images of the other
   * @return the images of both
   */
  public TrainingImages and(TrainingImages other) {
    return new TrainingImages(training.and(other.training), validation.and(other.validation));
  }

  /**
   * Finds test images that are not new.
   *
   * @param test the test images
   * @param contents the hashes of their files; null if the files are not available
   * @param idsComparable whether ids have the same meaning in both data sets; if not, only contents
   *     are compared
   * @return the result
   */
  public TrainingOverlap overlap(
      Collection<LesionRecord> test, @Nullable ContentHashes contents, boolean idsComparable) {
    Map<TrainingOverlap.Kind, Integer> counts = new EnumMap<>(TrainingOverlap.Kind.class);
    int all = 0;
    List<String> names = new ArrayList<>();
    for (LesionRecord each : test) {
      Set<TrainingOverlap.Kind> kinds = EnumSet.noneOf(TrainingOverlap.Kind.class);
      kinds.addAll(kinds(training, each, contents, idsComparable));
      kinds.addAll(kinds(validation, each, contents, idsComparable));
      kinds.forEach(kind -> counts.merge(kind, 1, Integer::sum));
      if (!kinds.isEmpty()) {
        all++;
        if (names.size() < NAMED) {
          names.add(each.imageId());
        }
      }
    }
    return new TrainingOverlap(
        training.images(),
        validation.images(),
        test.size(),
        all,
        counts,
        contents != null,
        idsComparable,
        names);
  }

  /**
   * Counts images that the weights were fitted to, or of whose lesion another image was: they can't
   * choose a threshold.
   *
   * @param images the images
   * @return how many share the id or the lesion of a training image
   */
  public int fitted(Collection<LesionRecord> images) {
    return (int)
        images.stream()
            .map(each -> kinds(training, each, null, true))
            .filter(
                kinds ->
                    kinds.contains(TrainingOverlap.Kind.ID)
                        || kinds.contains(TrainingOverlap.Kind.LESION))
            .count();
  }

  /**
   * Returns whether a file is one of these images, byte for byte.
   *
   * @param file the bytes of the file
   * @return {@code training} or {@code validation}; empty if it is neither
   */
  public Optional<String> partOf(byte[] file) {
    long hash = ContentHashes.hash(file);
    if (training.contents().contains(hash)) {
      return Optional.of("training");
    }
    return validation.contents().contains(hash) ? Optional.of("validation") : Optional.empty();
  }

  private static Set<TrainingOverlap.Kind> kinds(
      Part part, LesionRecord record, @Nullable ContentHashes contents, boolean idsComparable) {
    Set<TrainingOverlap.Kind> kinds = EnumSet.noneOf(TrainingOverlap.Kind.class);
    if (contents != null && contents.hash(record).stream().anyMatch(part.contents()::contains)) {
      kinds.add(TrainingOverlap.Kind.CONTENT);
    }
    if (idsComparable) {
      if (part.ids().contains(id(record))) {
        kinds.add(TrainingOverlap.Kind.ID);
      }
      if (among(part.lesions(), record.lesionId())) {
        kinds.add(TrainingOverlap.Kind.LESION);
      }
      if (among(part.patients(), record.patientId())) {
        kinds.add(TrainingOverlap.Kind.PATIENT);
      }
    }
    return kinds;
  }

  private static boolean among(Set<Long> hashes, Optional<String> id) {
    return id.map(TrainingImages::hash).filter(hashes::contains).isPresent();
  }

  private static long id(LesionRecord record) {
    return hash(Names.id(record.imageId()));
  }

  private static long hash(String text) {
    return Longs.fromByteArray(
        Hashing.sha256().hashString(Names.text(text), StandardCharsets.UTF_8).asBytes());
  }
}
