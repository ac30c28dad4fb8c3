package io.github.derm4j.cli;

import io.github.derm4j.model.backend.BackendUnavailableException;
import io.github.derm4j.model.training.TrainingStoppedException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code derm} command.
 *
 * <p>Results go to standard output, progress and messages to standard error. Exit codes: 0 success,
 * 1 failure (explained in one line), 2 wrong usage.
 */
@Command(
    name = "derm",
    description = {
      "Skin-lesion classification after Esteva et al., Nature 542 (2017).",
      "Research software, not a medical device."
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nStart here: derm quickstart%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed; one line gives the reason",
      "2:wrong usage",
      "130:stopped by Ctrl-C; finished work is kept"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      QuickstartCommand.class,
      FineTuneCommand.class,
      CrossValidateCommand.class,
      EvaluateCommand.class,
      ReportCommand.class,
      ClassifyCommand.class,
      ServeCommand.class,
      FeaturesCommand.class,
      PartitionCommand.class,
      TreeCommand.class,
      RocCommand.class,
      ScoreCommand.class,
      SplitCommand.class,
      AuditCommand.class,
      DownloadCommand.class,
      WeightsCommand.class,
      PreviewCommand.class,
      ExplainCommand.class,
      EmbedCommand.class,
      ExportCommand.class,
      EnsembleCommand.class,
      InfoCommand.class,
      BackendCommand.class,
      CommandLine.HelpCommand.class,
      GenerateCompletion.class
    })
public final class Derm {

  /** The commands with enough options for headings in their help. */
  private static final Set<String> GROUPED = Set.of("fine-tune", "cross-validate");

  private static final int LINES = 10;
  private static final int MEBIBYTE = 20;

  private final Terminal terminal;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show stack traces and the engine's log.")
  private boolean debug;

  private Derm(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    // Numbers in messages of other libraries, such as a JSON parser's, have digits 0 to 9, too.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    if (List.of(args).contains("--debug")) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
    }
    Terminal terminal =
        new Terminal(
            utf8(FileDescriptor.out),
            utf8(FileDescriptor.err),
            "bar".equals(System.getProperty("derm.progress")));
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    if (!Charset.forName(encoding).newEncoder().canEncode('ü')) {
      terminal.say(
          "derm: warning: this locale's encoding, "
              + encoding
              + ", has no characters beyond ASCII: files with other names can't be read; set"
              + " LC_ALL=C.UTF-8");
    }
    System.exit(run(terminal, args));
  }

  /** Runs the command on the given streams and returns its exit code. */
  static int run(Terminal terminal, String... args) {
    int exitCode = runCommand(terminal, args);
    if (terminal.out().checkError()) { // Printing itself throws nothing.
      terminal.say(
          "derm: error: the results are incomplete, because standard output can't be written: the"
              + " disk is full, or its reader has ended");
      return exitCode == 0 ? CommandLine.ExitCode.SOFTWARE : exitCode;
    }
    return exitCode;
  }

  private static int runCommand(Terminal terminal, String... args) {
    try {
      return runInMemory(terminal, args);
    } catch (OutOfMemoryError full) {
      terminal.say("derm: error: " + outOfMemory(String.valueOf(full.getMessage())));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static int runInMemory(Terminal terminal, String... args) {
    if (SparkJob.isMeant(args)) {
      try {
        return SparkJob.run(System.getenv(), args);
      } catch (IOException | IllegalArgumentException failure) {
        return explainFailure(terminal, failure, List.of(args).contains("--debug"));
      }
    }
    String[] words;
    try {
      words = RunFile.expand(commandLine(terminal), terminal, args);
    } catch (ParameterException wrong) {
      return explainUsage(wrong, args);
    }
    return commandLine(terminal).execute(words);
  }

  /** Makes the parser of the arguments; no command is run yet. */
  static CommandLine commandLine(Terminal terminal) {
    CommandLine command = new CommandLine(new Derm(terminal));
    command.setOut(terminal.outWriter());
    command.setErr(terminal.errWriter());
    command
        .getSubcommands()
        .forEach(
            (name, subcommand) -> {
              if (GROUPED.contains(name)) {
                subcommand
                    .getHelpSectionMap()
                    .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new GroupedOptions());
              }
            });
    command.getSubcommands().values().forEach(RunFile::addOption);
    command.setExecutionStrategy(Derm::checkAndRun);
    command.registerConverter(Charset.class, Derm::charset);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setUsageHelpAutoWidth(true);
    command.setParameterExceptionHandler(Derm::explainUsage);
    command.setExecutionExceptionHandler(
        (failure, line, parsed) -> explainFailure(terminal, failure, debug(line)));
    return command;
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException unknown) {
      throw new TypeConversionException(
          "'"
              + name
              + "' is not an encoding that is known, such as windows-1252, ISO-8859-1, UTF-16 or"
              + " Shift_JIS");
    }
  }

  private static int checkAndRun(ParseResult parsed) {
    Ranges.check(parsed);
    return new CommandLine.RunLast().execute(parsed);
  }

  Terminal terminal() {
    return terminal;
  }

  /** Prints the stack trace of a failure if requested. */
  void trace(Throwable failure) {
    if (debug) {
      terminal.trace(failure);
    }
  }

  private static boolean debug(CommandLine line) {
    CommandLine top = line;
    while (top.getParent() != null) {
      top = top.getParent();
    }
    return top.<Derm>getCommand().debug;
  }

  private static int explainUsage(ParameterException wrong, String[] args) {
    CommandLine line = wrong.getCommandLine();
    String message = firstLine(String.valueOf(wrong.getMessage())).replaceFirst("^Error: ", "");
    line.getErr().println("derm: error: " + message);
    if (!UnmatchedArgumentException.printSuggestions(wrong, line.getErr())) {
      line.getErr().println("Try: " + line.getCommandSpec().qualifiedName() + " --help");
    }
    if (Arrays.asList(args).contains("--debug")) {
      wrong.printStackTrace(line.getErr());
    }
    return CommandLine.ExitCode.USAGE;
  }

  private static int explainFailure(Terminal terminal, Throwable failure, boolean debug) {
    terminal.say("derm: error: " + reason(failure, debug));
    if (debug) {
      terminal.trace(failure);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String outOfMemory(String message) {
    return message.contains("native") || message.contains("hysical")
        ? "out of memory: " + message + "; use a smaller --batch or --size"
        : String.format(
            Locale.ROOT,
            "out of memory: %s of %d MiB; use a larger one, such as DERM_JAVA_OPTS=-Xmx6g derm ...",
            message,
            Runtime.getRuntime().maxMemory() >> MEBIBYTE);
  }

  /** The message for the user: that of an expected failure, otherwise its kind and a hint. */
  private static String reason(Throwable failure, boolean debug) {
    String message = firstLine(String.valueOf(failure.getMessage()));
    if (failure instanceof NoSuchFileException missing) {
      return "no such file: " + missing.getFile();
    }
    if (failure instanceof FileSystemException file && file.getReason() == null) {
      return failure.getClass().getSimpleName() + ": " + message;
    }
    if (failure instanceof IllegalArgumentException
        || failure instanceof IOException
        || failure instanceof TrainingStoppedException
        || failure instanceof BackendUnavailableException) {
      return allLines(String.valueOf(failure.getMessage()));
    }
    return "unexpected "
        + failure.getClass().getSimpleName()
        + ": "
        + message
        + (debug ? "" : " (--debug shows where)");
  }

  /** Joins a list of reasons to one line. */
  private static String allLines(String message) {
    List<String> lines = message.strip().lines().map(String::strip).toList();
    String first = String.join("; ", lines.stream().limit(LINES).toList()).replace(":; ", ": ");
    return lines.size() > LINES ? first + "; and " + (lines.size() - LINES) + " more" : first;
  }

  private static String firstLine(String message) {
    return message.strip().lines().findFirst().orElse("");
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
