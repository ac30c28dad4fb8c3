package io.github.derm4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.IsicChallengeScore;
import io.github.derm4j.metrics.IsicChallengeScore.Category;
import io.github.derm4j.model.evaluation.Challenge;
import io.github.derm4j.model.evaluation.IsicChallengeFiles;
import io.github.derm4j.model.internal.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code derm score}: a challenge's score of a submission. */
@Command(
    name = "score",
    description = {
      "Scores a submission of ISIC 2017 to 2020 or MILK10k as the challenge's own code does.",
      "A value above 0.5 is a positive call. Intervals are at 95 %%."
    },
    mixinStandardHelpOptions = true)
final class ScoreCommand implements Callable<Integer> {

  private static final double LEVEL = 0.95;

  @ParentCommand private Derm derm;

  @Option(
      names = "--truth",
      required = true,
      paramLabel = "FILE.csv",
      description = "The challenge's ground truth, plain or .gz.")
  private Path truth;

  @Option(
      names = "--submission",
      required = true,
      paramLabel = "FILE.csv",
      description = "The submission: the same ids and columns, in any order.")
  private Path submission;

  @Option(
      names = "--challenge",
      paramLabel = "NAME",
      description =
          "The challenge whose goal metric ranks: isic-2017, isic-2018, isic-2019, isic-2020 or"
              + " milk10k. Default: recognised by the columns.")
  private @Nullable String challenge;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the bootstrap. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    IsicChallengeScore score = IsicChallengeFiles.score(truth, submission);
    Optional<Challenge> known =
        challenge == null
            ? Challenge.withColumns(score.categories().stream().map(Category::name).toList())
            : Optional.of(Challenge.named(challenge));
    Challenge.Goal goal = known.map(Challenge::goal).orElse(Challenge.Goal.BALANCED_ACCURACY);
    if (json) {
      derm.terminal().answer(Json.text(asJson(score, known, goal)));
    } else {
      say(score, known, goal);
    }
    return 0;
  }

  private static double value(IsicChallengeScore score, Challenge.Goal goal) {
    return switch (goal) {
      case BALANCED_ACCURACY -> score.balancedAccuracy();
      case MACRO_F1 -> score.macroAverage(Category::dice);
      case MEAN_AUC -> score.macroAverage(Category::auc);
    };
  }

  /** Of several areas, the mean has none. */
  private Optional<ConfidenceInterval> interval(IsicChallengeScore score, Challenge.Goal goal) {
    return switch (goal) {
      case BALANCED_ACCURACY -> Optional.of(score.balancedAccuracyInterval(LEVEL, seed));
      case MACRO_F1 -> Optional.of(score.macroDiceInterval(LEVEL, seed));
      case MEAN_AUC ->
          score.categories().size() == 1
              ? score.categories().get(0).aucInterval(LEVEL)
              : Optional.empty();
    };
  }

  private static String words(Challenge.Goal goal) {
    return switch (goal) {
      case BALANCED_ACCURACY -> "balanced multi-class accuracy";
      case MACRO_F1 -> "macro F1";
      case MEAN_AUC -> "mean AUC";
    };
  }

  private void say(IsicChallengeScore score, Optional<Challenge> known, Challenge.Goal goal) {
    Terminal terminal = derm.terminal();
    terminal.answer(
        String.format(
            Locale.ROOT,
            "%s: %s %s%s, %s",
            known.map(Challenge::name).orElse("unknown challenge"),
            words(goal),
            Format.three(value(score, goal)),
            interval(score, goal)
                .map(
                    limits ->
                        String.format(
                            Locale.ROOT,
                            " (95 %% interval %s to %s)",
                            Format.three(limits.low()),
                            Format.three(limits.high())))
                .orElse(""),
            Format.count(
                score.rows(),
                known.filter(Challenge::isPerLesion).isPresent() ? "lesion" : "image")));
    int width = score.categories().stream().mapToInt(each -> each.name().length()).max().orElse(0);
    width = Math.max(width, "category".length());
    terminal.answer(
        String.format(
            Locale.ROOT,
            "%-"
                + width
                + "s  positive    AUC (95 %% interval)       AUC>80     AP   sens   spec    ppv"
                + "    npv     F1",
            "category"));
    for (Category each : score.categories()) {
      terminal.answer(
          String.format(
              Locale.ROOT,
              "%-" + width + "s  %8s  %5s %-17s  %6s  %5s  %5s  %5s  %5s  %5s  %5s",
              each.name(),
              Format.count(each.positives()),
              Format.three(each.auc()),
              each.aucInterval(LEVEL)
                  .map(
                      limits ->
                          "("
                              + Format.three(limits.low())
                              + " to "
                              + Format.three(limits.high())
                              + ")")
                  .orElse(""),
              Format.three(each.aucAboveSensitivity80()),
              Format.three(each.averagePrecision()),
              Format.three(each.sensitivity()),
              Format.three(each.specificity()),
              Format.three(each.positivePredictiveValue()),
              Format.three(each.negativePredictiveValue()),
              Format.three(each.dice())));
    }
    terminal.answer(
        String.format(
            Locale.ROOT,
            "%-" + width + "s  %8s  %5s %-17s  %6s  %5s  %5s  %5s  %5s  %5s  %5s",
            "mean",
            "",
            Format.three(score.macroAverage(Category::auc)),
            "",
            Format.three(score.macroAverage(Category::aucAboveSensitivity80)),
            Format.three(score.macroAverage(Category::averagePrecision)),
            Format.three(score.macroAverage(Category::sensitivity)),
            Format.three(score.macroAverage(Category::specificity)),
            Format.three(score.macroAverage(Category::positivePredictiveValue)),
            Format.three(score.macroAverage(Category::negativePredictiveValue)),
            Format.three(score.macroAverage(Category::dice))));
  }

  private ObjectNode asJson(
      IsicChallengeScore score, Optional<Challenge> known, Challenge.Goal goal) {
    ObjectNode answer = Json.object();
    answer.put("challenge", known.map(Challenge::name).orElse(null));
    answer.put("goal", words(goal));
    Json.put(answer, "score", value(score, goal));
    limits(answer, "score", interval(score, goal));
    answer.put("rows", score.rows());
    Json.put(answer, "balancedAccuracy", score.balancedAccuracy());
    ArrayNode categories = answer.putArray("categories");
    for (Category each : score.categories()) {
      ObjectNode category = categories.addObject().put("name", each.name());
      category.put("positives", each.positives());
      figures().forEach((name, figure) -> Json.put(category, name, figure.applyAsDouble(each)));
      limits(category, "auc", each.aucInterval(LEVEL));
    }
    ObjectNode mean = answer.putObject("mean");
    figures().forEach((name, figure) -> Json.put(mean, name, score.macroAverage(figure)));
    return answer;
  }

  private static Map<String, ToDoubleFunction<Category>> figures() {
    Map<String, ToDoubleFunction<Category>> figures = new LinkedHashMap<>();
    figures.put("accuracy", Category::accuracy);
    figures.put("sensitivity", Category::sensitivity);
    figures.put("specificity", Category::specificity);
    figures.put("f1", Category::dice);
    figures.put("ppv", Category::positivePredictiveValue);
    figures.put("npv", Category::negativePredictiveValue);
    figures.put("auc", Category::auc);
    figures.put("aucAboveSensitivity80", Category::aucAboveSensitivity80);
    figures.put("averagePrecision", Category::averagePrecision);
    return figures;
  }

  private static void limits(ObjectNode json, String name, Optional<ConfidenceInterval> interval) {
    Json.put(json, name + "Low", interval.map(ConfidenceInterval::low).orElse(Double.NaN));
    Json.put(json, name + "High", interval.map(ConfidenceInterval::high).orElse(Double.NaN));
  }
}
