package io.github.derm4j.cli;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.image.WholeImage;
import io.github.derm4j.data.internal.WholeFile;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code derm preview}: draws augmented images. */
@Command(
    name = "preview",
    description =
        "Draws a contact sheet. Each row shows an image and versions of it after the"
            + " paper's augmentation, as the network receives them.",
    mixinStandardHelpOptions = true)
final class PreviewCommand implements Callable<Integer> {

  private static final int GAP = 4;

  @ParentCommand private Derm derm;
  @Mixin private DatasetOptions data;

  @Option(
      names = "--rows",
      defaultValue = "6",
      paramLabel = "N",
      description = "Number of images. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 1)
  private int rows;

  @Option(
      names = "--columns",
      defaultValue = "7",
      paramLabel = "N",
      description = "Number of augmented versions of each image. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 1)
  private int columns;

  @Option(
      names = "--size",
      defaultValue = "128",
      paramLabel = "PIXELS",
      description = "Width and height of an image on the sheet. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 1)
  private int size;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of every random choice. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.png",
      description = "File to write the sheet to.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    OutputFolder.requireFolder(out);
    try (LesionDataset dataset = data.read(seed, derm.terminal())) {
      List<LesionRecord> records =
          data.decodable(dataset.sample(rows, seed), derm.terminal()).records();
      BufferedImage sheet =
          new BufferedImage(
              (columns + 1) * (size + GAP),
              records.size() * (size + GAP),
              BufferedImage.TYPE_INT_RGB);
      Graphics2D canvas = sheet.createGraphics();
      RandomGenerator random = new SplittableRandom(seed);
      try (Progress progress = derm.terminal().progress("preview", records.size(), "images")) {
        for (int row = 0; row < records.size(); row++) {
          drawRow(canvas, row, dataset, records.get(row), random);
          progress.at(row + 1L, "");
        }
      }
      canvas.dispose();
      WholeFile.write(out, file -> ImageIO.write(sheet, "png", file));
    }
    derm.terminal().say("the sheet is in " + out);
    return 0;
  }

  private void drawRow(
      Graphics2D canvas,
      int row,
      LesionDataset dataset,
      LesionRecord record,
      RandomGenerator random)
      throws IOException {
    byte[] bytes = dataset.images().read(record.imageName());
    int y = row * (size + GAP);
    try (LesionImage image = ImageDecoder.decode(bytes, record.imageName());
        LesionImage whole = new WholeImage(size).apply(image, random)) {
      canvas.drawImage(whole.toBufferedImage(), 0, y, null);
      PaperAugmentation augmentation = new PaperAugmentation(size);
      for (int column = 1; column <= columns; column++) {
        try (LesionImage shown = augmentation.apply(image, random)) {
          canvas.drawImage(shown.toBufferedImage(), column * (size + GAP), y, null);
        }
      }
    }
  }
}
