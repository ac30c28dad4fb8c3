package io.github.derm4j.cli.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.inception.OfficialWeights;
import io.github.derm4j.model.onnx.OnnxExport;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import io.github.derm4j.model.quantization.ActivationCalibrator;
import io.github.derm4j.model.quantization.RangeEstimator;
import io.github.derm4j.testing.SharedData;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.WebElement;

/** The page of {@code derm export --web} in Chromium: the same answers as in Java. */
@Tag("slow")
class DeviceBrowserTest {

  private static final int SIZE = 75;
  private static final int REAL = 4;
  private static final Path FORMATS =
      Path.of("../../derm-data/src/test/resources/io/github/derm4j/data/image/formats");

  @TempDir private static Path folder;
  private static Browser browser;
  private static LesionClassifier classifier;
  private static OnnxRuntimeWeb onnxRuntime;
  private static StaticHost host;
  private static Path pages;
  private static List<Path> images;

  @BeforeAll
  static void start() throws IOException {
    Path runtime = OfficialWeights.userCache().resolve(OnnxRuntimeWeb.FILE_NAME);
    assumeTrue(
        Files.exists(runtime), () -> runtime + " is not there: 'derm export --web' fetches it");
    browser = Browser.start();
    images = images();
    List<LesionImage> decoded = images.stream().map(DeviceBrowserTest::decode).toList();
    classifier = SmallNetwork.of(SIZE, 0.875, decoded);
    decoded.forEach(LesionImage::close);
    pages = folder.resolve("page");
    onnxRuntime = OnnxRuntimeWeb.read(runtime);
    write(pages, "<i>model.zip");
    host = new StaticHost(pages);
  }

  private static void write(Path page, String name) throws IOException {
    Path onnx = folder.resolve("model.onnx");
    OnnxExport.write(classifier, onnx);
    DevicePage.write(classifier, name, Files.readAllBytes(onnx), onnxRuntime, page, false);
  }

  @AfterAll
  static void stop() {
    if (host != null) {
      host.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void anAnswerIsJavas() throws IOException {
    assertJavas(images);
  }

  @Test
  void anAnswerOnRealImagesIsJavas() throws IOException {
    List<Path> real = new ArrayList<>();
    for (String archive : List.of("milk10k_fullres258.zip", "isic_uda1_cc0_288.zip")) {
      try (ZipFile zip = new ZipFile(SharedData.file(archive).toFile())) {
        List<? extends ZipEntry> entries =
            zip.stream().filter(each -> each.getName().matches("(?i).*[.]jpe?g")).toList();
        for (int i = 0; i < REAL; i++) {
          Path file = folder.resolve(archive + i + ".jpg");
          try (InputStream in = zip.getInputStream(entries.get(i * (entries.size() / REAL)))) {
            Files.write(file, in.readAllBytes());
          }
          real.add(file);
        }
      }
    }
    assertJavas(real);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSmallerClassifierAnswersNearlyAsJava(boolean eightBits) throws IOException {
    Path onnx = folder.resolve("small.onnx");
    List<LesionImage> decoded = images.stream().map(DeviceBrowserTest::decode).toList();
    if (eightBits) {
      ActivationCalibrator calibrator = ActivationCalibrator.of(classifier.extractor().body());
      calibrator.observe(classifier.preprocessing().apply(decoded));
      OnnxExport.write(classifier, calibrator.scales(RangeEstimator.MIN_MAX), onnx);
    } else {
      OnnxExport.writeInHalfPrecision(classifier, onnx);
    }
    Path small = folder.resolve("small-" + eightBits);
    DevicePage.write(classifier, "small.zip", Files.readAllBytes(onnx), onnxRuntime, small, false);
    try (StaticHost other = new StaticHost(small);
        OnnxLesionClassifier java = OnnxLesionClassifier.load(onnx, 1)) {
      browser.open(other.page(), Browser.Window.DESKTOP, false);
      choose(images.subList(0, 1));
      @SuppressWarnings("unchecked")
      List<Map<String, Object>> cards = (List<Map<String, Object>>) browser.script(CARDS);
      assertThat(cards.get(0).get("error")).isEqualTo("");
      @SuppressWarnings("unchecked")
      Map<String, Number> rows = (Map<String, Number>) cards.get(0).get("rows");
      Classification.Ranked top = java.classify(decoded.get(0)).top(1).get(0);
      assertThat(rows.get(top.trainingClass().name()).doubleValue())
          .isCloseTo(top.probability(), within(1e-2));
    }
  }

  @ParameterizedTest
  @CsvSource({"PHONE,false", "PHONE,true", "DESKTOP,false", "DESKTOP,true"})
  void thePageIsReadableAndLoadsNothingElse(Browser.Window window, boolean dark)
      throws IOException {
    host.requests();
    open(window, dark);
    choose(images.subList(0, 1));

    assertThat(browser.find("#model-name").getText()).isEqualTo("<i>model.zip");
    assertThat(browser.find(".way").getText()).contains("skin lesion", "100.0 %");
    assertThat(browser.find(".bars").getText()).contains(InventedClassifier.EVIL);
    assertThat(browser.find(".task").getText())
        .contains(". Score ", "threshold 25.0 %", "has a probability of 100.0 %");
    assertThat(browser.find(".answer .fine").getText())
        .isEqualTo(
            "PNG of 40 × 30 pixels. Cropped to the central 87.5 % of each side, then resized to 75"
                + " × 75 pixels.");
    assertThat(browser.title()).isEqualTo("Classify · Derm4j");
    assertThat(browser.findAll("main script, main b, main i")).isEmpty();
    browser.assertAccessible();
    browser.assertNothingSticksOut();
    browser.assertOnlyAsked(host.page());
    assertThat(host.requests()).doesNotContain("POST", "PUT");
    browser.screenshot("device", window, dark);
  }

  @Test
  void thePageWorksWithoutItsHost() throws IOException {
    open(Browser.Window.DESKTOP, false);
    host.stop();
    try {
      open(Browser.Window.DESKTOP, false);
      choose(images.subList(0, 1));
      assertThat(browser.findAll(".answer .error")).isEmpty();
      assertThat(browser.find(".bars").getText()).contains("melanoma");
      // Served by the service worker, with the headers that allow threads.
      assertThat(browser.script("return crossOriginIsolated")).isEqualTo(true);
      assertThat(browser.find("main a").getDomProperty("href")).endsWith("/licences.txt");
      assertThat(policy(firstOf("") + "/licences.txt")).contains("default-src 'none'");
      assertThat(policy(".")).contains("connect-src 'self'").doesNotContain("unsafe");
      assertThat(policy(firstOf("") + "/worker.js"))
          .contains("connect-src 'self'", "script-src 'self' 'wasm-unsafe-eval';");
    } finally {
      host.startAgain();
    }
  }

  /** The content security policy of a file, as the service worker serves it. */
  private static String policy(String file) {
    return String.valueOf(
        browser.script(
            "return fetch(arguments[0]).then((it) => it.headers.get('content-security-policy'))",
            file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "StorageManager.prototype.estimate = async () => ({quota: 9e6, usage: 5e6})"
            + "|The browser offers 4 MB of storage; the classifier needs 1",
        "Object.defineProperty(Navigator.prototype, 'deviceMemory', {value: 0.03125})"
            + "|This device has about 0.03125 GB of memory; the classifier needs",
        "Object.defineProperty(Navigator.prototype, 'serviceWorker', {value: undefined})"
            + "|This browser or private window stores no pages",
        "Object.defineProperty(window, 'isSecureContext', {value: false})"
            + "|Open this page with https, or on this machine with http://localhost",
      })
  void aDeviceThatCannotKeepTheClassifierIsRefusedBeforeTheDownload(String state, String message)
      throws IOException {
    try (StaticHost other = new StaticHost(pages)) {
      browser.withScript(state, () -> browser.open(other.page(), Browser.Window.DESKTOP, false));

      browser.awaitText("#problem", message);
      browser.assertAccessible();
      assertThat(other.requests()).doesNotContain("/parts/");
      browser.find("#files").sendKeys(images.get(0).toString());
      browser.awaitText(".answer .error", "The classifier is not loaded");
    }
  }

  @Test
  void lessMemoryIsReservedWhereTheBrowserRefuses() throws IOException {
    open(Browser.Window.DESKTOP, false);

    Object asked =
        browser.script(
            """
            return import(new URL(arguments[0], location)).then(({halveMemoryIfRefused}) => {
              const asked = [];
              const fake = {Memory: class {
                constructor({maximum}) {
                  asked.push(maximum);
                  if (maximum > 16384) {
                    throw new RangeError('Out of memory');
                  }
                }
              }};
              halveMemoryIfRefused(fake);
              return new fake.Memory({initial: 256, maximum: 65536, shared: true}) && asked;
            });
            """,
            firstOf("") + "/memory.js");

    assertThat(asked).isEqualTo(List.of(65536L, 32768L, 16384L));
  }

  @Test
  void aPageOpenedAsAFileSaysWhyNothingHappens() {
    browser.open(pages.resolve("index.html").toUri(), Browser.Window.PHONE, false);

    browser.awaitText("#loaded-text", "the page was opened as a file: open it from a web server");
  }

  @Test
  void aBrowserThatDoesNotStoreTheClassifierIsReported() throws IOException {
    try (StaticHost other = new StaticHost(pages)) {
      browser.limitStorage(other.page(), 5_000_000);
      browser.open(other.page(), Browser.Window.DESKTOP, false);

      browser.awaitText("#status", "The page works only with a network");
      choose(images.subList(0, 1));
    }
  }

  @Test
  void aPartThatArrivesDamagedIsNotUsed() throws IOException {
    String part = firstOf("parts");
    try (StaticHost other = new StaticHost(pages)) {
      other.damage(part, new byte[100]);
      browser.open(other.page(), Browser.Window.DESKTOP, false);

      browser.awaitText("#problem", "The classifier could not be loaded completely.");
    }
  }

  @Test
  void aScriptThatWasChangedIsNotRun() throws IOException {
    String folder = firstOf("");
    try (StaticHost other = new StaticHost(pages)) {
      other.damage(folder + "/worker.js", "self.postMessage({ready: true})".getBytes(UTF_8));
      browser.open(other.page(), Browser.Window.DESKTOP, false);

      browser.awaitText("#problem", "A file of this page is missing or changed on the server.");
    }
  }

  /** A file of a folder, or the folder that is named by the page's content. */
  private static String firstOf(String folder) throws IOException {
    try (Stream<Path> files = Files.list(pages.resolve(folder))) {
      return files
          .map(file -> pages.relativize(file).toString().replace('\\', '/'))
          .filter(file -> file.startsWith("parts/") || file.startsWith("v-"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aNewVersionIsUsedWhenAPersonAsksForIt() throws IOException {
    Path updated = folder.resolve("updated");
    write(updated, "first");
    try (StaticHost other = new StaticHost(updated)) {
      browser.open(other.page(), Browser.Window.DESKTOP, false);
      browser.awaitText("#status", "the page works without a network");
      write(updated, "second");
      other.requests();
      browser.open(other.page(), Browser.Window.DESKTOP, false);
      assertThat(browser.find("#model-name").getText()).isEqualTo("first");
      browser.awaitText("#update", "A new version of this page is available.");
      browser.find("#replace").click();

      browser.awaitText("#model-name", "second");
      browser.awaitText("#status", "the page works without a network");
      assertThat(other.requests()).as("unchanged parts").doesNotContain("/parts/");
    }
  }

  @Test
  void aFileThatIsNoWholeImageIsRefusedInWords() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.jpg"), "no image");
    Path jpeg = cut("640x480.jpg");
    Path png = cut("640x480.png");
    Path huge = folder.resolve("huge.png");
    byte[] bytes = Files.readAllBytes(folder.resolve("640x480.png"));
    bytes[16] = 0x7f;
    Files.write(huge, bytes);
    open(Browser.Window.DESKTOP, false);
    choose(List.of(text, jpeg, png, huge, FORMATS.resolve("cmyk.jpg")));

    assertThat(browser.findAll(".answer .error").stream().map(WebElement::getText).toList())
        .containsExactly(
            "The JPEG has the colours of printing (CMYK), which browsers turn to red, green and blue"
                + " in other ways than Java. Save it as PNG, or as JPEG with RGB colours.",
            "The image has 2130707072 × 480 pixels, more than the limit of 100 million. Scale it down first.",
            "The file is truncated.",
            "The file is truncated.",
            "The file is not an image of a supported format: choose JPEG, PNG, BMP or WebP.");
  }

  private static Path cut(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    return Files.write(folder.resolve("cut-" + name), Arrays.copyOf(bytes, bytes.length / 2));
  }

  private static void assertJavas(List<Path> files) throws IOException {
    open(Browser.Window.DESKTOP, false);
    choose(files);
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> cards = (List<Map<String, Object>>) browser.script(CARDS);
    assertThat(cards).hasSameSizeAs(files);
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      Map<String, Object> card = cards.get(files.size() - 1 - i);
      assertThat(card.get("name")).isEqualTo(file.getFileName().toString());
      assertThat(card.get("error")).as(file.toString()).isEqualTo("");
      boolean exact = file.toString().matches(".*[.](png|bmp)");
      try (LesionImage image = decode(file);
          LesionImage input =
              classifier.preprocessing().transform().apply(image, new SplittableRandom(0))) {
        int apart = apart(input, String.valueOf(card.get("input")));
        Classification said = classifier.classify(image);
        double worst = 0;
        @SuppressWarnings("unchecked")
        Map<String, Number> rows = (Map<String, Number>) card.get("rows");
        for (Classification.Ranked ranked : said.top(3)) {
          double actual = rows.get(ranked.trainingClass().name()).doubleValue();
          worst = Math.max(worst, Math.abs(actual - ranked.probability()));
        }
        assertThat(apart).as("grey levels of %s", file).isLessThanOrEqualTo(exact ? 0 : 2);
        double tolerance = exact ? 1e-5 : 1e-3;
        assertThat(worst).as("probabilities of %s", file).isLessThan(tolerance);
      }
    }
  }

  /** What each card shows. */
  private static final String CARDS =
      """
      return [...document.querySelectorAll('.answer')].map((card) => {
        const image = card.querySelector('img');
        let input = '';
        if (image) {
          const canvas = document.createElement('canvas');
          canvas.width = image.naturalWidth;
          canvas.height = image.naturalHeight;
          canvas.getContext('2d').drawImage(image, 0, 0);
          input = canvas.toDataURL().split(',')[1];
        }
        const rows = {};
        for (const row of card.querySelectorAll('.bars:last-of-type tr')) {
          rows[row.querySelector('th').textContent] = Number(row.dataset.probability);
        }
        return {name: card.querySelector('h2').textContent, input, rows,
          error: card.querySelector('.error')?.textContent ?? ''};
      });
      """;

  private static int apart(LesionImage expected, String png) throws IOException {
    int worst = 0;
    try (LesionImage actual = ImageDecoder.decode(Base64.getDecoder().decode(png), "input")) {
      for (int y = 0; y < expected.height(); y++) {
        for (int x = 0; x < expected.width(); x++) {
          for (int shift = 0; shift < 24; shift += 8) {
            int a = actual.rgb(x, y) >> shift & 0xff;
            int b = expected.rgb(x, y) >> shift & 0xff;
            worst = Math.max(worst, Math.abs(a - b));
          }
        }
      }
    }
    return worst;
  }

  private static void open(Browser.Window window, boolean dark) {
    browser.open(host.page(), window, dark);
    browser.awaitText("#status", "the page works without a network");
  }

  private static void choose(List<Path> files) {
    browser
        .find("#files")
        .sendKeys(
            files.stream()
                .map(file -> file.toAbsolutePath().normalize().toString())
                .reduce((a, b) -> a + "\n" + b)
                .orElseThrow());
    browser.awaitText("#status", "Classified " + files.size() + " image");
  }

  private static LesionImage decode(Path file) {
    try {
      return ImageDecoder.decode(Files.readAllBytes(file), file.toString());
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** Of several sizes, shapes and formats; those of the decoder's own test among them. */
  private static List<Path> images() throws IOException {
    List<Path> all = new ArrayList<>();
    int[][] sizes = {
      {40, 30},
      {75, 75},
      {86, 86},
      {100, 80},
      {150, 150},
      {172, 172},
      {180, 260},
      {640, 480},
      {601, 1403},
      {1600, 1200}
    };
    for (int[] size : sizes) {
      try (LesionImage image = pattern(size[0], size[1])) {
        String name = size[0] + "x" + size[1];
        all.add(Files.write(folder.resolve(name + ".png"), image.toPng()));
        all.add(Files.write(folder.resolve(name + ".jpg"), image.toJpeg(92)));
      }
    }
    try (LesionImage image = pattern(211, 160)) {
      BufferedImage colours = image.toBufferedImage();
      all.add(write(colours, "bmp", "plain.bmp", false));
      all.add(write(colours, "png", "interlaced.png", true));
      all.add(write(redrawn(colours, BufferedImage.TYPE_BYTE_GRAY), "png", "grey.png", true));
      all.add(write(redrawn(colours, BufferedImage.TYPE_BYTE_BINARY), "png", "bits.png", true));
      all.add(
          write(redrawn(colours, BufferedImage.TYPE_BYTE_INDEXED), "png", "indexed.png", false));
      BufferedImage clear = redrawn(colours, BufferedImage.TYPE_INT_ARGB);
      for (int y = 0; y < clear.getHeight(); y++) {
        for (int x = 0; x < clear.getWidth(); x++) {
          clear.setRGB(x, y, (clear.getRGB(x, y) & 0xffffff) | (x % 256) << 24);
        }
      }
      all.add(write(clear, "png", "clear.png", false));
      all.add(write(clear, "png", "clear-interlaced.png", true));
    }
    try (Stream<Path> formats = Files.list(FORMATS)) {
      formats
          .filter(file -> !file.toString().contains("expected") && !file.endsWith("cmyk.jpg"))
          .sorted()
          .forEach(all::add);
    }
    for (int orientation = 1; orientation <= 8; orientation++) {
      ByteArrayOutputStream exif = new ByteArrayOutputStream();
      exif.writeBytes("Exif\0\0MM\0*\0\0\0\u0008\0\1\1\u0012\0\3\0\0\0\1\0".getBytes(ISO_8859_1));
      exif.writeBytes(new byte[] {(byte) orientation, 0, 0, 0, 0, 0, 0});
      all.add(withSegment(0xe1, exif, "turned" + orientation + ".jpg"));
    }
    // Whose colours a browser would change by far, if it managed them.
    ByteArrayOutputStream profile = new ByteArrayOutputStream();
    profile.writeBytes("ICC_PROFILE\0\1\1".getBytes(ISO_8859_1));
    profile.writeBytes(ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData());
    all.add(withSegment(0xe2, profile, "linear.jpg"));
    return all;
  }

  /** A JPEG with one more segment. */
  private static Path withSegment(int marker, ByteArrayOutputStream data, String name)
      throws IOException {
    byte[] jpeg = Files.readAllBytes(folder.resolve("180x260.jpg"));
    int length = data.size() + 2;
    ByteArrayOutputStream made = new ByteArrayOutputStream();
    made.write(jpeg, 0, 2);
    made.writeBytes(new byte[] {(byte) 0xff, (byte) marker, (byte) (length >> 8), (byte) length});
    data.writeTo(made);
    made.write(jpeg, 2, jpeg.length - 2);
    return Files.write(folder.resolve(name), made.toByteArray());
  }

  private static BufferedImage redrawn(BufferedImage image, int type) {
    BufferedImage made = new BufferedImage(image.getWidth(), image.getHeight(), type);
    Graphics2D graphics = made.createGraphics();
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    return made;
  }

  private static Path write(BufferedImage image, String format, String name, boolean interlaced)
      throws IOException {
    Path file = folder.resolve(name);
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      if (interlaced) {
        settings.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), settings);
    } finally {
      writer.dispose();
    }
    return file;
  }

  /** Rings, edges and noise, so that every sample counts. */
  private static LesionImage pattern(int width, int height) {
    SplittableRandom random = new SplittableRandom(width * 31L + height);
    int[] pixels = new int[width * height];
    for (int i = 0; i < pixels.length; i++) {
      double x = (double) (i % width) / width - 0.4;
      int row = i / width;
      double y = (double) row / height - 0.55;
      int red = (int) (128 + 90 * Math.sin(40 * Math.hypot(x, y)) + random.nextInt(30));
      int green = x * y > 0 ? 60 + random.nextInt(40) : 190;
      int blue = (int) (255 * Math.abs(x + y) / 1.2);
      pixels[i] = red << 16 | green << 8 | blue;
    }
    return LesionImage.of(width, height, pixels);
  }
}
