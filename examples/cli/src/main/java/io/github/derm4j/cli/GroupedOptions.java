package io.github.derm4j.cli;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;

/** Groups the options in a help text under headings, by the class that declares each option. */
final class GroupedOptions implements IHelpSectionRenderer {

  private static final String OUTPUT = "Output";

  private static final Map<Class<?>, String> HEADINGS = new LinkedHashMap<>();

  static {
    HEADINGS.put(DatasetOptions.class, "Data");
    HEADINGS.put(ImagesOptions.class, "Data");
    HEADINGS.put(TableOptions.class, "Data");
    HEADINGS.put(HoldoutOptions.class, "Split");
    HEADINGS.put(TrainingOptions.class, "Network and training classes");
    HEADINGS.put(PixelRangeOption.class, "Network and training classes");
    HEADINGS.put(PenaltyOption.class, "Network and training classes");
    HEADINGS.put(InputOptions.class, "Training images");
    HEADINGS.put(OptimizationOptions.class, "Optimisation");
    HEADINGS.put(CheckpointOptions.class, "Checkpoints");
    HEADINGS.put(TaskOptions.class, "Tasks");
    HEADINGS.put(ReportOptions.class, "Report");
    HEADINGS.put(BaselineOption.class, "Report");
    HEADINGS.put(HeatMapsOption.class, "Report");
  }

  @Override
  public String render(Help help) {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    HEADINGS.values().forEach(heading -> groups.putIfAbsent(heading, new ArrayList<>()));
    groups.put(OUTPUT, new ArrayList<>());
    List<OptionSpec> all =
        help.commandSpec().options().stream().filter(option -> !option.hidden()).toList();
    for (OptionSpec option : all) {
      groups.getOrDefault(heading(option), new ArrayList<>()).add(option);
    }
    StringBuilder text = new StringBuilder();
    groups.forEach(
        (heading, options) -> {
          if (!options.isEmpty()) {
            // Made for all options, so that the columns of all groups have the same width.
            Help.Layout layout = help.createDefaultLayout(all, List.of(), help.colorScheme());
            layout.addOptions(options, help.createDefaultParamLabelRenderer());
            text.append(System.lineSeparator())
                .append(heading)
                .append(':')
                .append(System.lineSeparator())
                .append(layout);
          }
        });
    return text.toString();
  }

  private static String heading(OptionSpec option) {
    return option.userObject() instanceof Field field
        ? HEADINGS.getOrDefault(field.getDeclaringClass(), OUTPUT)
        : OUTPUT;
  }
}
