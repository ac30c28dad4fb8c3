package io.github.derm4j.taxonomy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LabelMapTest {

  @ParameterizedTest
  @CsvSource({
    "ISIC_2018, 7, 6",
    "ISIC_2019, 9, 7",
    "HAM10000, 7, 6",
    "MILK10K, 11, 10",
    "DERMOFIT, 10, 10",
    "PAD_UFES_20, 6, 6",
    "FITZPATRICK17K, 12, 12"
  })
  void anArchiveHasItsLabelsAndSomeAreMapped(LabelMap map, int labels, int mapped) {
    assertThat(map.entries()).hasSize(labels);
    assertThat(map.entries()).filteredOn(entry -> entry.node().isPresent()).hasSize(mapped);
    assertThat(map.entries())
        .allSatisfy(
            entry -> {
              assertThat(entry.source()).isNotBlank();
              assertThat(map.find(entry.label())).isEqualTo(entry.node());
            });
  }

  @ParameterizedTest
  @EnumSource
  void theTreeOfAnArchiveHangsBelowThePapers(LabelMap map) {
    DiseaseTaxonomy tree = map.taxonomy();
    assertThat(tree.level(1)).containsExactlyElementsOf(PaperTaxonomy.three());
    assertThat(tree.nodes()).containsAll(PaperTaxonomy.nine());
    assertThat(tree.toBuilder().validate().errors()).isEmpty();
  }

  @Test
  void theEpidermalSetOfThePaperIsDermofits() {
    BinaryTask epidermal = PaperTaxonomy.epidermal();
    DiseaseTaxonomy paper = PaperTaxonomy.tree();
    assertThat(List.of("AK", "BCC", "IEC", "SCC"))
        .allSatisfy(
            label ->
                assertThat(epidermal.label(paper, LabelMap.DERMOFIT.find(label).orElseThrow()))
                    .contains(true));
    assertThat(epidermal.label(paper, LabelMap.DERMOFIT.find("SK").orElseThrow())).contains(false);
    assertThat(epidermal.label(paper, LabelMap.DERMOFIT.find("ML").orElseThrow())).isEmpty();
  }

  @Test
  void whatNoSourcePlacesIsUnmapped() {
    assertThat(LabelMap.ISIC_2019.find("UNK")).isEmpty();
    assertThat(LabelMap.HAM10000.find("vasc")).isEmpty();
    assertThat(LabelMap.MILK10K.find("MAL_OTH")).contains(PaperTaxonomy.three().get(1));
  }

  @Test
  void anUnknownLabelIsAnsweredWithThoseThatExist() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelMap.HAM10000.find("MEL"))
        .withMessageContaining("[akiec, bcc, bkl, df, mel, nv, vasc]");
  }

  @Test
  void labelsCanBeCountedOnTheTree() {
    DiseaseTaxonomy tree = LabelMap.ISIC_2019.taxonomy();
    DiseaseNode melanoma = tree.require("ISIC_2019:MEL");
    assertThat(tree.path(melanoma))
        .containsExactly("skin disease", "malignant", "malignant melanoma", "melanoma");
    assertThat(tree.findByName("MEL")).contains(melanoma);
    assertThat(LabelMap.FITZPATRICK17K.taxonomy()).isEqualTo(PaperTaxonomy.tree());
  }
}
