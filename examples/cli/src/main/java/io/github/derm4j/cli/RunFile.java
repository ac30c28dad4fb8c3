package io.github.derm4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * {@code run.json}: the command and options that produced the results in its folder, and how to
 * repeat the run. {@code --config run.json} inserts the recorded options before those on the
 * command line.
 *
 * <p>It uses the parser's model of the options, so that new options need no code here.
 */
final class RunFile {

  static final String NAME = "run.json";

  /** The commands that write results into a folder {@code --out}. */
  private static final Set<String> COMMANDS =
      Set.of("quickstart", "fine-tune", "cross-validate", "evaluate", "report");

  private static final String CONFIG = "--config";

  private static final String COMMAND = "command";
  private static final String REPEAT = "repeat";
  private static final String OPTIONS = "options";
  private static final String EFFECTIVE = "effective";
  private static final String VERSIONS = "versions";
  private static final Set<String> KEYS = Set.of(COMMAND, REPEAT, OPTIONS, EFFECTIVE, VERSIONS);
  private static final String DERM4J = "Derm4j";

  private static final String REMEDY = "; give the " + NAME + " that a run wrote";

  private RunFile() {}

  /** Adds {@code --config} to a command if it writes {@code run.json}. */
  static void addOption(CommandLine command) {
    if (COMMANDS.contains(command.getCommandName())) {
      command
          .getCommandSpec()
          .addOption(
              OptionSpec.builder(CONFIG)
                  .type(Path.class)
                  .paramLabel(NAME)
                  .description(
                      "Take the options of an earlier run from the "
                          + NAME
                          + " beside its results. Options on the command line override them."
                          + " Relative paths are resolved against the current folder.")
                  .build());
    }
  }

  /**
   * Inserts the options of the file of {@code --config} into the arguments, except those that are
   * given again.
   *
   * @param reader a parser that reads the arguments once to find these options; it must not be
   *     reused
   * @throws ParameterException if the file can't be read, belongs to another command, or has an
   *     unknown key or option
   */
  static String[] expand(CommandLine reader, Terminal terminal, String... args) {
    if (Arrays.stream(args).noneMatch(word -> word.startsWith(CONFIG))) {
      return args;
    }
    reader.getCommandSpec().parser().collectErrors(true);
    reader
        .getSubcommands()
        .values()
        .forEach(each -> each.getCommandSpec().parser().collectErrors(true));
    ParseResult given = reader.parseArgs(args).subcommand();
    if (given == null
        || !given.hasMatchedOption(CONFIG)
        || given.matchedOption(CONFIG).stringValues().isEmpty()) {
      return args; // Errors are reported when the arguments are finally read.
    }
    CommandLine line = given.commandSpec().commandLine();
    Path file = Path.of(last(given.matchedOption(CONFIG).stringValues()));
    JsonNode run = read(file, line);
    checkCommand(run, file, line);
    List<String> words = new ArrayList<>(List.of(args));
    int afterCommand = words.indexOf(given.commandSpec().name()) + 1;
    words.addAll(afterCommand, options(run, file, given));
    String writtenBy = run.path(VERSIONS).path(DERM4J).asText(Version.derm4j());
    if (!writtenBy.equals(Version.derm4j())) {
      terminal.say(
          "derm: warning: "
              + file
              + " was written by Derm4j "
              + writtenBy
              + ", this is "
              + Version.derm4j()
              + ": options that it does not contain may have other defaults");
    }
    return words.toArray(String[]::new);
  }

  private static JsonNode read(Path file, CommandLine line) {
    try {
      JsonNode run = Json.read(Files.readString(file));
      if (run.isObject()) {
        return run;
      }
      throw refusal(line, file, "not a JSON object" + REMEDY);
    } catch (NoSuchFileException missing) {
      throw refusal(line, file, "no such file" + REMEDY);
    } catch (JsonProcessingException | CharacterCodingException other) {
      throw refusal(line, file, "not JSON" + REMEDY);
    } catch (IOException unreadable) {
      throw refusal(line, file, "cannot be read (" + unreadable + ")" + REMEDY);
    }
  }

  private static void checkCommand(JsonNode run, Path file, CommandLine line) {
    for (Map.Entry<String, JsonNode> each : run.properties()) {
      if (!KEYS.contains(each.getKey())) {
        String problem = "unknown key \"" + each.getKey() + "\" with value " + each.getValue();
        throw refusal(line, file, problem + "; remove it");
      }
    }
    String name = line.getCommandName();
    String command = run.path(COMMAND).asText();
    if (!command.equals(name)) {
      String remedy =
          COMMANDS.contains(command)
              ? "repeat it with derm " + command
              : "give the " + NAME + " of a derm " + name;
      throw refusal(
          line, file, "\"command\" is \"" + command + "\", not \"" + name + "\"; " + remedy);
    }
    if (!run.path(OPTIONS).isObject()) {
      throw refusal(line, file, "\"options\" is not a JSON object" + REMEDY);
    }
  }

  private static List<String> options(JsonNode run, Path file, ParseResult given) {
    CommandSpec command = given.commandSpec();
    CommandLine line = command.commandLine();
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : run.get(OPTIONS).properties()) {
      OptionSpec option = command.optionsMap().get(each.getKey());
      String named = "option \"" + each.getKey() + "\" with value " + each.getValue();
      if (option == null || !isRecorded(option)) {
        String help = "derm " + command.name() + " --help lists the options";
        throw refusal(line, file, "unknown " + named + "; remove it (" + help + ")");
      }
      if (!given.hasMatchedOption(option)) {
        add(words, option, each.getValue(), () -> refusal(line, file, named + ": " + form(option)));
      }
    }
    return words;
  }

  private interface Refusal {
    ParameterException get();
  }

  private static void add(List<String> words, OptionSpec option, JsonNode value, Refusal refusal) {
    if (isFlag(option)) {
      if (!value.isBoolean()) {
        throw refusal.get();
      }
      if (value.booleanValue()) {
        words.add(option.longestName());
      }
    } else if (value.isArray() && option.isMultiValue()) {
      value.forEach(each -> add(words, option, each, refusal));
    } else if (value.isTextual() || value.isNumber()) {
      // As one word, so that a value that looks like an option is still a value.
      words.add(option.longestName() + "=" + value.asText());
    } else {
      throw refusal.get();
    }
  }

  private static String form(OptionSpec option) {
    return isFlag(option)
        ? "write true or false"
        : option.isMultiValue() ? "write a string or a list of strings" : "write a string";
  }

  private static ParameterException refusal(CommandLine line, Path file, String problem) {
    return new ParameterException(line, CONFIG + " " + file + ": " + problem);
  }

  /**
   * Writes {@code run.json} at the start of a run, so that it exists even if the run is killed.
   *
   * @param command a command that supports it, with checked options
   * @param out the folder of its results
   * @throws IOException if it can't be written
   */
  static void write(CommandSpec command, OutputFolder out) throws IOException {
    out.write(NAME, Json.text(describe(command.commandLine().getParseResult(), out.path(NAME))));
  }

  /**
   * The command with the given options, for files that are shared: paths are reduced to their last
   * name. It does not say whether the run was resumed, because this does not change its result.
   */
  static String command(CommandSpec command) {
    ParseResult run = command.commandLine().getParseResult();
    StringBuilder words = new StringBuilder("derm ").append(command.name());
    for (OptionSpec option : command.options()) {
      if (isRecorded(option)
          && run.hasMatchedOption(option)
          && !option.longestName().equals(CheckpointOptions.RESUME)) {
        if (isFlag(option)) {
          words.append(' ').append(option.longestName());
        } else {
          for (String value : option.stringValues()) {
            boolean isPath = option.auxiliaryTypes()[0] == Path.class;
            Path name = isPath ? Path.of(value).getFileName() : null;
            words.append(' ').append(option.longestName()).append(' ');
            words.append(quoted(name == null ? value : name.toString()));
          }
        }
      }
    }
    return words.toString();
  }

  private static ObjectNode describe(ParseResult run, Path file) {
    CommandSpec command = run.commandSpec();
    ObjectNode json = Json.object();
    json.put(COMMAND, command.name());
    json.put(REPEAT, "derm " + command.name() + " " + CONFIG + " " + quoted(file.toString()));
    ObjectNode given = json.putObject(OPTIONS);
    ObjectNode effective = json.putObject(EFFECTIVE);
    for (OptionSpec option : command.options()) {
      if (isRecorded(option)) {
        String name = option.longestName();
        if (run.hasMatchedOption(option)) {
          given.set(name, given(option));
          effective.set(name, given(option));
        } else if (isFlag(option)) {
          effective.put(name, Boolean.parseBoolean(option.defaultValue()));
        } else {
          effective.put(name, option.defaultValue()); // Null means that the command chooses.
        }
      }
    }
    ObjectNode versions = json.putObject(VERSIONS);
    Versions.all().forEach(versions::put);
    return json;
  }

  private static JsonNode given(OptionSpec option) {
    List<String> values = option.stringValues();
    ArrayNode all = Json.array();
    if (isFlag(option)) {
      all.add(true);
    } else if (option.isMultiValue()) {
      ArrayNode list = all.addArray();
      values.forEach(list::add);
    } else {
      all.add(last(values));
    }
    return all.get(0);
  }

  /**
   * Returns whether an option is recorded: not help, {@code --debug}, {@code --config} itself, or a
   * secret.
   */
  private static boolean isRecorded(OptionSpec option) {
    return !option.usageHelp()
        && !option.versionHelp()
        && !option.inherited()
        && !option.interactive()
        && !Arrays.asList(option.names()).contains(CONFIG);
  }

  private static boolean isFlag(OptionSpec option) {
    return option.arity().max() == 0;
  }

  private static String last(List<String> values) {
    return values.get(values.size() - 1);
  }

  /** Quotes a word for a shell. */
  private static String quoted(String word) {
    return word.matches("[\\w./:+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
