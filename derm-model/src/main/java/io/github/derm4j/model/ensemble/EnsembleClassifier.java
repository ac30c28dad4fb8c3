package io.github.derm4j.model.ensemble;

import com.google.common.primitives.Floats;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.metrics.EnsembleProbabilities;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.ClassifierFacts;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.PredictionSets;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.TaskThreshold;
import io.github.derm4j.model.TestTimeAugmentation;
import io.github.derm4j.model.TrainingImages;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Several classifiers that answer as one: the mean of their probabilities, and {@linkplain
 * Classification#disagreement() how much they disagree}. Each member preprocesses images for
 * itself. The order of the members does not change a bit of the probabilities and the disagreement;
 * it is the order of the {@link #features}.
 *
 * <p>Members with different training classes of one tree answer over the finest classes into which
 * all of them can be summed. A member that knows no class below one of these gives it the
 * probability 0.
 *
 * <p>Thresholds, recalibration, prediction sets and the score of novelty of a member are for its
 * own answers. The ensemble has none of them, unless they were fitted to its own answers.
 *
 * <p>Research software, not a medical device: do not use its output for decisions about a person's
 * health.
 */
public final class EnsembleClassifier implements ImageClassifier, AutoCloseable {

  private final List<EnsembleMember> members;
  private final CommonClasses classes;
  private final ClassifierFacts facts;

  private EnsembleClassifier(
      List<EnsembleMember> members, CommonClasses classes, ClassifierFacts facts) {
    this.members = members;
    this.classes = classes;
    this.facts = facts;
  }

  /**
   * Makes an ensemble.
   *
   * @param members the classifiers, at least two; the same one may occur twice
   * @return the ensemble; closing it closes its members
   * @throws IllegalArgumentException if there are fewer than two, or two of them have different
   *     trees, no inference classes that both distinguish or different views
   */
  public static EnsembleClassifier of(List<EnsembleMember> members) {
    if (members.size() < 2) {
      throw new IllegalArgumentException(
          "an ensemble of "
              + members.stream().map(EnsembleMember::name).findFirst().orElse("no classifier")
              + " alone; give at least two classifiers");
    }
    EnsembleMember first = members.get(0);
    for (EnsembleMember other : members) {
      if (other.classifier().views() != first.classifier().views()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s averages over %d and %s over %d views of an image; give the same views to all"
                    + " members",
                first.name(),
                first.classifier().views().count(),
                other.name(),
                other.classifier().views().count()));
      }
    }
    CommonClasses classes = CommonClasses.of(members);
    return new EnsembleClassifier(
        List.copyOf(members),
        classes,
        new ClassifierFacts(
            classes.partition(),
            provenance(members),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            trainingImages(members),
            Optional.empty(),
            Optional.empty()));
  }

  private static Provenance provenance(List<EnsembleMember> members) {
    Map<String, String> facts = new HashMap<>();
    for (int i = 0; i < members.size(); i++) {
      facts.put(String.format(Locale.ROOT, "member.%02d", i + 1), members.get(i).name());
    }
    List<Optional<Provenance.Data>> data =
        members.stream().map(each -> each.classifier().provenance().data()).distinct().toList();
    return new Provenance(
        new Provenance.Trained(),
        data.size() == 1 ? data.get(0) : Optional.empty(),
        List.of(),
        facts);
  }

  /** The images of all members; unknown if those of one are. */
  private static Optional<TrainingImages> trainingImages(List<EnsembleMember> members) {
    return members.stream()
        .map(each -> each.classifier().trainingImages())
        .reduce((one, other) -> one.flatMap(known -> other.map(known::and)))
        .orElseThrow();
  }

  /**
   * A copy with what was fitted to answers of this ensemble on validation lesions.
   *
   * @param thresholds a threshold for each task; may be empty
   * @param recalibration the recalibration, if there is one
   * @param sets the calibration of prediction sets, if there is one
   * @return a changed copy that shares this one's members
   * @throws IllegalArgumentException if they are of another number of classes
   */
  public EnsembleClassifier withFitted(
      List<TaskThreshold> thresholds,
      Optional<Recalibration> recalibration,
      Optional<PredictionSets> sets) {
    return new EnsembleClassifier(
        members,
        classes,
        new ClassifierFacts(
            facts.partition(),
            facts.provenance(),
            thresholds,
            recalibration,
            sets,
            facts.trainingImages(),
            Optional.empty(),
            Optional.empty()));
  }

  /** {@return whether all members have the training classes of the ensemble} */
  public boolean hasSameClasses() {
    return members.stream()
        .allMatch(each -> each.classifier().partition().classes().equals(partition().classes()));
  }

  /** {@return the classifiers} */
  public List<EnsembleMember> members() {
    return members;
  }

  /**
   * Returns whether all members use the same input, so that {@link #probabilities(float[])} can
   * take pixels.
   *
   * @return whether they have the same preprocessing
   */
  public boolean hasCommonInput() {
    return members.stream().map(each -> each.classifier().preprocessing()).distinct().count() == 1;
  }

  /**
   * A copy that averages over views of each image in all members. Without {@link #facts()} that
   * were fitted with other views.
   */
  @Override
  public EnsembleClassifier with(TestTimeAugmentation views) {
    return views == views()
        ? this
        : new EnsembleClassifier(
            members.stream()
                .map(each -> new EnsembleMember(each.name(), each.classifier().with(views)))
                .toList(),
            classes,
            facts.forAverages());
  }

  @Override
  public TestTimeAugmentation views() {
    return members.get(0).classifier().views();
  }

  @Override
  public Classification classify(LesionImage image) {
    EnsembleProbabilities answer =
        combined(
            members.stream()
                .map(each -> each.classifier().classify(image).probabilities())
                .toList());
    return new Classification(partition(), narrow(answer.mean()))
        .withDisagreement(answer.disagreement());
  }

  @Override
  public float[][] probabilities(List<LesionImage> images) {
    return means(each -> each.probabilities(images));
  }

  /**
   * Classifies preprocessed images.
   *
   * @throws IllegalArgumentException if the members have different inputs, see {@link
   *     #hasCommonInput()}
   */
  @Override
  public float[][] probabilities(float[] pixels) {
    if (!hasCommonInput()) {
      throw new IllegalArgumentException(
          "the members of the ensemble have different inputs, so they have no common pixels; use"
              + " one of them alone");
    }
    return means(each -> each.probabilities(pixels));
  }

  private float[][] means(Function<ImageClassifier, float[][]> answer) {
    return means(members.stream().map(each -> answer.apply(each.classifier())).toList());
  }

  private float[][] means(List<float[][]> answers) {
    return IntStream.range(0, answers.get(0).length)
        .mapToObj(i -> narrow(combined(answers.stream().map(each -> each[i]).toList()).mean()))
        .toArray(float[][]::new);
  }

  private EnsembleProbabilities combined(List<float[]> answers) {
    return EnsembleProbabilities.of(
        IntStream.range(0, answers.size())
            .mapToObj(m -> classes.sums(m, answers.get(m)))
            .toArray(double[][]::new));
  }

  private static float[] narrow(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  /** {@inheritDoc} Those of the members follow each other in their order. */
  @Override
  public float[][] features(List<LesionImage> images) {
    List<float[][]> all = members.stream().map(each -> each.classifier().features(images)).toList();
    return IntStream.range(0, images.size())
        .mapToObj(i -> Floats.concat(all.stream().map(each -> each[i]).toArray(float[][]::new)))
        .toArray(float[][]::new);
  }

  /** {@inheritDoc} One member after another classifies all images. */
  @Override
  public Predictions probabilities(
      List<LesionRecord> records, ImageSource images, ProgressListener listener)
      throws IOException {
    List<Predictions> answers = new ArrayList<>();
    for (EnsembleMember member : members) {
      answers.add(
          member
              .classifier()
              .probabilities(
                  records, images, answers.isEmpty() ? listener : new WithoutSkipped(listener)));
    }
    Predictions first = answers.get(0);
    for (Predictions other : answers) {
      if (!other.records().equals(first.records())) {
        throw new IOException(
            "the members of the ensemble could not read the same images; has a file changed?");
      }
    }
    return new Predictions(
        first.records(),
        means(answers.stream().map(Predictions::probabilities).toList()),
        first.skipped());
  }

  /** Reports the images that can't be read once, not for each member. */
  private record WithoutSkipped(ProgressListener listener) implements ProgressListener {

    @Override
    public void started(String work, long steps) {
      listener.started(work, steps);
    }

    @Override
    public void advanced(long steps) {
      listener.advanced(steps);
    }

    @Override
    public void finished() {
      listener.finished();
    }
  }

  @Override
  public ClassifierFacts facts() {
    return facts;
  }

  /**
   * The preprocessing of the member with the largest input, for displays; each member preprocesses
   * images for itself.
   *
   * @return that of the first member with the largest input
   */
  @Override
  public Preprocessing preprocessing() {
    return members.stream()
        .map(each -> each.classifier().preprocessing())
        .reduce((one, other) -> other.size() > one.size() ? other : one)
        .orElseThrow();
  }

  /** Closes the members that need it. */
  @Override
  public void close() {
    close(members);
  }

  static void close(List<EnsembleMember> members) {
    for (EnsembleMember member : members) {
      if (member.classifier() instanceof OnnxLesionClassifier onnx) {
        onnx.close();
      } else if (member.classifier() instanceof EnsembleClassifier ensemble) {
        ensemble.close();
      }
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "EnsembleClassifier[%d members, %d classes]",
        members.size(),
        partition().classes().size());
  }
}
