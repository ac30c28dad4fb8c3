package io.github.derm4j.cli;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.data.archive.Parts;
import io.github.derm4j.data.cleaning.FeatureRanking;
import io.github.derm4j.data.split.Fingerprints;
import io.github.derm4j.data.split.ImageQualities;
import io.github.derm4j.data.split.LeakAudit;
import io.github.derm4j.data.split.LeakAuditCsv;
import io.github.derm4j.data.split.LeakAuditJson;
import io.github.derm4j.data.split.LeakAuditPage;
import io.github.derm4j.data.split.SimilarityGraph;
import io.github.derm4j.model.internal.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code derm audit}: finds copies, label conflicts, and leaks between the parts of a split. */
@Command(
    name = "audit",
    description = {
      "Finds copies of an image, copies with different labels, and groups of similar"
          + " images that are spread over two parts of a split. Shows the chain of similar"
          + " images that connects each such group.",
      "With features, also ranks off-topic images, near duplicates and label errors, for a person"
          + " to review.",
      "The parts come from the table of --split, or from folders named train, val and test."
    },
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {

  private static final int LEAKS = 1;
  private static final int NAMED = 3;

  /** The options of the data's layout and its table. */
  static final class LayoutOptions extends TableOptions {
    @Option(
        names = "--dataset",
        required = true,
        paramLabel = "NAME",
        completionCandidates = DatasetOptions.Names.class,
        description = {
          "Layout of the data: ${COMPLETION-CANDIDATES}.",
          "Default: the first layout that fits."
        })
    private String dataset;
  }

  @ParentCommand private Derm derm;
  @Spec private CommandSpec command;
  @Mixin private ImagesOptions images;
  @Mixin SparkOption spark;

  @ArgGroup(exclusive = false)
  private @Nullable LayoutOptions layout;

  @Option(
      names = "--split",
      paramLabel = "FILE",
      description = "Table with the columns image and part (or split, or fold).")
  private @Nullable Path split;

  @Option(
      names = "--distance",
      defaultValue = "8",
      paramLabel = "BITS",
      description =
          "Two images are near duplicates if at most this many of the 128 bits of their"
              + " hashes differ. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 0, max = 63)
  private int distance;

  @Option(
      names = "--seconds",
      defaultValue = "120",
      paramLabel = "N",
      description =
          "Images that the same camera took within this many seconds belong together."
              + " Default: ${DEFAULT-VALUE}, as in the paper.")
  @InRange(min = 0)
  private int seconds;

  @ArgGroup private @Nullable AuditFeatures features;

  @Mixin private PixelRangeOption pixels;

  @Option(
      names = Backbones.PREPROCESSING,
      paramLabel = "FILE.json",
      description = Backbones.PREPROCESSING_HELP)
  private @Nullable Path preprocessing;

  @Mixin private ProviderOption provider;
  @Mixin private ReviewOptions review;

  @Option(
      names = "--feature-similarity",
      defaultValue = "0.98",
      paramLabel = "COSINE",
      description =
          "Images whose features have at least this cosine similarity belong together."
              + " Default: ${DEFAULT-VALUE}.")
  @InRange(above = 0, max = 1)
  private double featureSimilarity;

  @Option(
      names = "--file-names",
      description = "Images with the same file name in different folders belong together.")
  private boolean fileNames;

  @Option(
      names = "--page",
      paramLabel = "FILE.html",
      description = "Write an HTML page that shows the images of each finding side by side.")
  private @Nullable Path page;

  @Option(
      names = "--page-limit",
      defaultValue = "200",
      paramLabel = "N",
      description = "Maximum number of findings of each kind on a page. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 0)
  private int pageLimit;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write a table with one row for each image of a finding.")
  private @Nullable Path csv;

  @Option(
      names = "--quality",
      paramLabel = "FILE.csv",
      description =
          "Write a table of the sharpness of each image and the share of it that the"
              + " lesion covers: image,laplacian_variance,lesion_share.")
  private @Nullable Path quality;

  @Option(names = "--json", description = "Print JSON with all findings.")
  private boolean json;

  @Option(
      names = "--check",
      description =
          "Exit with 1 if a group of similar images is in two parts, or if an image is"
              + " in no part.")
  private boolean check;

  @Override
  public Integer call() throws IOException {
    Terminal terminal = derm.terminal();
    pixels.check(features == null ? null : features.weights());
    if (features == null) {
      Inapplicable.refuse(
          command, "--features, --weights and --backbone", List.of("--feature-similarity"));
      if (!review.hasPredictions()) {
        Inapplicable.refuse(
            command,
            "--features, --weights, --backbone and --predictions",
            ReviewOptions.outputs());
      }
    }
    if (features == null || !features.hasBackbone()) {
      Inapplicable.refuse(command, Backbones.MODEL, List.of(Backbones.PREPROCESSING));
      provider.refuse();
    }
    review.check(command);
    if (page == null && !review.hasPage()) {
      Inapplicable.refuse(command, "--page and " + ReviewOptions.REVIEW, List.of("--page-limit"));
    }
    for (Path file : new Path[] {page, csv, quality}) {
      if (file != null) {
        OutputFolder.requireFolder(file);
      }
    }
    review.requireFolders();
    try (LesionDataset dataset = read(terminal)) {
      LeakAudit audit = audit(dataset, terminal);
      if (csv != null) {
        OutputFolder.writeAtomically(csv, LeakAuditCsv.write(audit));
        terminal.say("the table is in " + csv);
      }
      if (page != null) {
        LeakAuditPage.write(audit, dataset.images(), pageLimit, page);
        terminal.say("the page is in " + page);
      }
      if (quality != null) {
        ImageQualities measured =
            ImageQualities.read(
                dataset.records(), dataset.images(), new TerminalListener(terminal));
        OutputFolder.writeAtomically(quality, QualityCsv.text(dataset.records(), measured));
        terminal.say("sharpness and share of the lesion are in " + quality);
      }
      terminal.answer(json ? LeakAuditJson.write(audit) : audit.toString());
      return check && !passes(audit, terminal) ? LEAKS : 0;
    }
  }

  /** Returns whether the whole split was checked and has no leaks. */
  private static boolean passes(LeakAudit audit, Terminal terminal) {
    if (audit.partOf().isEmpty()) {
      terminal.say(
          "derm: --check fails: no image is in a part of a split; give --split, or use folders"
              + " named train, val and test");
      return false;
    }
    if (!audit.withoutPart().isEmpty()) {
      terminal.say(
          "derm: --check fails: "
              + Format.count(audit.withoutPart().size(), "image")
              + " in no part of the split");
      return false;
    }
    return audit.isClean();
  }

  private LesionDataset read(Terminal terminal) throws IOException {
    DatasetRequest request = images.request().value().withEveryFile();
    LesionDataset dataset =
        layout == null
            ? AuditData.read(request, terminal)
            : DatasetReaders.named(layout.dataset).read(layout.calls().applyTo(request));
    DatasetOptions.print(dataset.report(), terminal);
    return dataset;
  }

  /** The part of an image, from a table, from its column split, or from its folder. */
  private Function<LesionRecord, Optional<String>> parts(
      List<LesionRecord> records, Terminal terminal) throws IOException {
    if (split == null) {
      return record -> record.attribute("split").or(() -> Parts.inFolders(record.imageName()));
    }
    PartTable table = PartTable.read(split, records);
    table.notices().forEach(notice -> terminal.say("derm: " + notice));
    return table::partOf;
  }

  private LeakAudit audit(LesionDataset dataset, Terminal terminal) throws IOException {
    List<LesionRecord> records = dataset.records();
    Function<LesionRecord, Optional<String>> part = parts(records, terminal);
    Fingerprints prints =
        Fingerprints.read(records, dataset.images(), new TerminalListener(terminal));
    if (!prints.failures().isEmpty()) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "derm: can't decode %s; compared only by file content: %s%s",
              Format.count(prints.failures().size(), "image"),
              String.join("; ", prints.failures().values().stream().limit(NAMED).toList()),
              prints.failures().size() > NAMED ? "; …" : ""));
    }
    List<Integer> blank = prints.withoutContent();
    if (!blank.isEmpty()) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "derm: %s of a single colour; compared only by file content: %s%s",
              Format.count(blank.size(), "image"),
              String.join(
                  ", ", blank.stream().limit(NAMED).map(i -> records.get(i).imageId()).toList()),
              blank.size() > NAMED ? ", …" : ""));
    }
    SimilarityGraph.Builder graph =
        SimilarityGraph.builder(records)
            .ids()
            .bytes(prints)
            .nearDuplicates(prints, distance)
            .captureTimes(prints, Duration.ofSeconds(seconds));
    if (fileNames) {
      graph.fileNames();
    }
    FeatureRanking ranking =
        features == null
            ? null
            : features.addTo(
                graph,
                featureSimilarity,
                dataset,
                pixels,
                preprocessing,
                provider.options(),
                review.isWanted(),
                terminal);
    LeakAudit audit = LeakAudit.of(graph.build(), prints, part);
    review.write(dataset, audit, ranking, pageLimit, terminal);
    return audit;
  }
}
