package io.github.derm4j.data.archive;

import io.github.derm4j.data.ImageFormat;
import io.github.derm4j.data.ImageListing;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.Modality;
import io.github.derm4j.data.Names;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The Edinburgh Dermofit Image Library, with one image and one mask for each lesion: {@code
 * <CLASS>/<ID>/<ID>.png} and {@code <ID>mask.png}. It has no table.
 *
 * <p>The ten classes are mapped to the ISIC hierarchy, except that actinic keratosis is below
 * malignant, as in the paper. The attribute {@code mask} holds the name of the mask, if there is
 * one.
 */
final class Dermofit implements DatasetReader {

  private static final String MASK = "mask.png";

  private static final Map<String, List<String>> PATHS =
      Map.of(
          "AK", List.of("Malignant", "Malignant epidermal proliferations", "Actinic keratosis"),
          "BCC", IsicDiagnoses.BASAL_CELL_CARCINOMA,
          "ML", IsicDiagnoses.NEVUS,
          "SCC", IsicDiagnoses.SQUAMOUS_CELL_CARCINOMA,
          "SK", IsicDiagnoses.SEBORRHEIC_KERATOSIS,
          "IEC",
              List.of(
                  "Malignant",
                  "Malignant epidermal proliferations",
                  "Squamous cell carcinoma in situ"),
          "PYO",
              List.of(
                  "Benign", "Benign soft tissue proliferations - Vascular", "Pyogenic granuloma"),
          "VASC", List.of("Benign", "Benign soft tissue proliferations - Vascular", "Hemangioma"),
          "DF", IsicDiagnoses.DERMATOFIBROMA,
          "MEL", IsicDiagnoses.MELANOMA);

  @Override
  public String name() {
    return "dermofit";
  }

  @Override
  public String description() {
    return "Edinburgh Dermofit: <CLASS>/<ID>/<ID>.png with a mask <ID>mask.png";
  }

  @Override
  public LesionDataset read(DatasetRequest request) throws IOException {
    DatasetAssembler assembler = new DatasetAssembler("Dermofit", request);
    return assembler.read(images -> entries(images, assembler.listing()));
  }

  private static List<Entry> entries(ImageSource images, ImageListing listing) {
    return listing.images().stream()
        .filter(name -> !name.toLowerCase(Locale.ROOT).endsWith(MASK))
        .map(name -> entry(name, images))
        .toList();
  }

  private static Entry entry(String name, ImageSource images) {
    String[] parts = name.split("/", -1);
    String code =
        parts.length < 3 ? "" : Names.text(parts[parts.length - 3]).toUpperCase(Locale.ROOT);
    String mask = name.replaceFirst("\\.[^.]*$", MASK);
    boolean hasMask = images.names().contains(mask);
    String file = ImageFormat.stem(parts[parts.length - 1]);
    if (!hasMask && parts.length > 1 && !file.equalsIgnoreCase(parts[parts.length - 2])) {
      code = ""; // MEL/train/1.png is another layout.
    }
    return new Entry(
        name,
        PATHS.getOrDefault(code, List.of()),
        Modality.CLINICAL,
        parts.length < 2 ? "" : parts[parts.length - 2],
        "",
        "",
        Map.of("class", code, "mask", hasMask ? mask : ""));
  }
}
