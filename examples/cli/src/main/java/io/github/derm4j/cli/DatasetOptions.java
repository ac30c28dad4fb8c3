package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.cli.source.Code;
import io.github.derm4j.cli.source.JavaProgram;
import io.github.derm4j.cli.source.Written;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LoadReport;
import io.github.derm4j.data.Modality;
import io.github.derm4j.data.archive.DatasetReader;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.data.split.ReadableImages;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.internal.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of the data set that a command reads. */
final class DatasetOptions extends TableOptions {

  @Mixin private ImagesOptions images;

  /** The values of {@code --dataset}, for the help text. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return DatasetReaders.all().stream().map(DatasetReader::name).iterator();
    }
  }

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "Layout of the data: ${COMPLETION-CANDIDATES}.")
  private String dataset;

  @Option(
      names = "--modality",
      paramLabel = "KIND",
      description = "Use only images of this kind: dermoscopic, clinical, other or unknown.")
  private @Nullable Modality modality;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Use only N images, drawn at random with --seed. For trial runs.")
  @InRange(min = 1)
  private @Nullable Integer limit;

  @Option(
      names = "--strict",
      description = "Fail on the first image or row that can't be used. Default: leave it out.")
  private boolean strict;

  /** Reads the data set and prints the load report; the caller closes it. */
  LesionDataset read(long seed, Terminal terminal) throws IOException {
    LesionDataset whole = DatasetReaders.named(dataset).read(request().value());
    print(whole.report(), terminal);
    return sample(seed).applyTo(whole);
  }

  /**
   * Keeps the images that can be decoded, for commands that would not detect the others.
   *
   * @throws IOException if no image can be decoded, or one can't and {@code --strict} is set
   */
  LesionDataset decodable(LesionDataset some, Terminal terminal) throws IOException {
    ReadableImages readable = ReadableImages.of(some, new TerminalListener(terminal));
    Map<String, String> failures = readable.failures();
    if (failures.isEmpty()) {
      return some;
    }
    String words =
        Format.count(failures.size(), "image")
            + " that can't be decoded: "
            + failures.values().stream().limit(LoadReport.NAMED).collect(Collectors.joining("; "))
            + (failures.size() > LoadReport.NAMED ? "; …" : "");
    if (strict || readable.dataset().records().isEmpty()) {
      throw new IOException(images() + " has " + words);
    }
    terminal.say("derm: left out " + words);
    Set<String> lost = diagnoses(some);
    lost.removeAll(diagnoses(readable.dataset()));
    if (!lost.isEmpty()) {
      terminal.say("derm: warning: no image is left of " + String.join(", ", lost));
    }
    return readable.dataset();
  }

  private static Set<String> diagnoses(LesionDataset dataset) {
    return dataset.records().stream()
        .map(record -> record.diagnosis().name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Written<DatasetRequest> request() throws IOException {
    return images
        .request()
        .with(
            Calls.<DatasetRequest>none()
                .with(DatasetRequest::withStrict, strict, false)
                .and(calls())
                .with(DatasetRequest::withModality, modality));
  }

  private Calls<LesionDataset> sample(long seed) {
    return limit == null
        ? Calls.none()
        : Calls.<LesionDataset>none().with(LesionDataset::sample, limit, seed);
  }

  /**
   * Adds code to a program that reads the data set into the variable {@code dataset}, and begins
   * the block that closes it.
   *
   * @param change further changes of the data set
   */
  void write(JavaProgram program, long seed, UnaryOperator<Code> change) throws IOException {
    program.declare(DatasetRequest.class, "request", request().code());
    program.uses(DatasetReaders.class, LesionDataset.class);
    Code changed = change.apply(sample(seed).onto(Code.of("whole")));
    boolean whole = changed.toString().equals("whole");
    program.open(
        String.format(
            Locale.ROOT,
            "try (LesionDataset %s = DatasetReaders.named(%s).read(request)) {",
            whole ? "dataset" : "whole",
            Code.literal(dataset)));
    if (!whole) {
      program.declare(LesionDataset.class, "dataset", changed);
    }
  }

  /** Prints the report on how data were read, which is the same for all commands. */
  static void print(LoadReport report, Terminal terminal) {
    report.lines().forEach(line -> terminal.say("derm: " + line));
  }

  String dataset() {
    return dataset;
  }

  Path images() {
    return images.path();
  }

  boolean strict() {
    return strict;
  }

  /** The description of the training data for a classifier's file. */
  Provenance.Data origin(LesionDataset read, CommandSpec command) throws IOException {
    return Provenance.Data.of(dataset, read, images(), RunFile.command(command));
  }

  /** The options for the report. */
  Map<String, String> facts() throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("dataset", dataset);
    facts.put("images", String.valueOf(images().getFileName()));
    if (table != null) {
      facts.put("table", String.valueOf(table.getFileName()));
    }
    if (encoding != null) {
      facts.put("encoding", encoding.name());
    }
    if (modality != null) {
      facts.put("modality", modality.toString());
    }
    if (limit != null) {
      facts.put("limit", limit.toString());
    }
    images.decisions().ifPresent(words -> facts.put("decisions", words));
    return facts;
  }
}
