package io.github.derm4j.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.testing.RandomCases;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A grouped split")
class GroupedSplitTest {

  /** Lesions of one to four images, persons of one to three lesions, four diagnoses. */
  private static List<LesionRecord> records(int persons, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<LesionRecord> records = new ArrayList<>();
    for (int person = 0; person < persons; person++) {
      int lesions = random.nextInt(1, 4);
      for (int lesion = 0; lesion < lesions; lesion++) {
        int draw = random.nextInt(100);
        int disease = draw < 60 ? 0 : draw < 85 ? 1 : draw < 97 ? 2 : 3;
        int images = random.nextInt(1, 5);
        for (int image = 0; image < images; image++) {
          String id = "p" + person + "l" + lesion + "i" + image;
          records.add(
              LesionRecord.builder(id, id + ".jpg", DiseaseNode.of("d" + disease, "d" + disease))
                  .lesionId(random.nextInt(4) == 0 ? "" : "p" + person + "l" + lesion)
                  .patientId(random.nextInt(4) == 0 ? "" : "p" + person)
                  .build());
        }
      }
    }
    return records;
  }

  private static Set<String> ids(List<LesionRecord> records, boolean patients) {
    return records.stream()
        .flatMap(r -> (patients ? r.patientId() : r.lesionId()).stream())
        .collect(Collectors.toCollection(HashSet::new));
  }

  @Test
  void noLesionAndNoPersonIsOnTwoSides() {
    RandomCases.repeat(
        60,
        draw -> noLesionAndNoPersonIsOnTwoSides(draw.random().nextLong(), draw.between(40, 150)));
  }

  private static void noLesionAndNoPersonIsOnTwoSides(long seed, int persons) {
    List<LesionRecord> records = records(persons, seed);
    GroupedSplit split = GroupedSplit.byFractions(records, seed, 0.7, 0.1, 0.2);
    List<List<LesionRecord>> parts = List.of(split.train(), split.validation(), split.test());
    assertThat(parts.stream().mapToInt(List::size).sum()).isEqualTo(records.size());
    for (boolean patients : new boolean[] {true, false}) {
      Set<String> union = new HashSet<>();
      int sum = 0;
      for (List<LesionRecord> part : parts) {
        Set<String> ids = ids(part, patients);
        sum += ids.size();
        union.addAll(ids);
      }
      assertThat(union).hasSize(sum);
    }
  }

  @Test
  @DisplayName("gives each part its share of every diagnosis")
  void stratified() {
    List<LesionRecord> records = records(800, 5);
    for (long seed = 0; seed < 20; seed++) {
      GroupedSplit split = GroupedSplit.byFractions(records, seed, 0.7, 0.1, 0.2);
      for (int disease = 0; disease < 4; disease++) {
        double all = count(records, disease);
        // Two points, and of a rare disease one lesion of four images more or less.
        Offset<Double> tolerance = Offset.offset(0.02 + 4 / all);
        assertThat(count(split.train(), disease) / all).isCloseTo(0.7, tolerance);
        assertThat(count(split.validation(), disease) / all).isCloseTo(0.1, tolerance);
        assertThat(count(split.test(), disease) / all).isCloseTo(0.2, tolerance);
      }
    }
  }

  private static double count(List<LesionRecord> records, int disease) {
    return records.stream().filter(r -> r.diagnosis().id().equals("d" + disease)).count();
  }

  @Test
  @DisplayName("is the same for the same seed and another for another")
  void seeded() {
    List<LesionRecord> records = records(100, 1);
    GroupedSplit first = GroupedSplit.byFractions(records, 3, 0.8, 0, 0.2);
    assertThat(GroupedSplit.byFractions(records, 3, 0.8, 0, 0.2)).isEqualTo(first);
    assertThat(GroupedSplit.byFractions(records, 4, 0.8, 0, 0.2)).isNotEqualTo(first);
    assertThat(first.validation()).isEmpty();
  }

  @Test
  @DisplayName("puts every component into every part under some seed")
  void random() {
    List<LesionRecord> records = records(40, 2);
    String last = records.get(records.size() - 1).imageId();
    Set<Boolean> inTest =
        IntStream.range(0, 60)
            .mapToObj(seed -> GroupedSplit.byFractions(records, seed, 0.8, 0, 0.2))
            .map(split -> split.test().stream().anyMatch(r -> r.imageId().equals(last)))
            .collect(Collectors.toSet());
    assertThat(inTest).containsExactlyInAnyOrder(true, false);
  }

  @Test
  @DisplayName("chains of lesion and patient ids make one component")
  void chains() {
    DiseaseNode disease = DiseaseNode.of("d", "d");
    List<LesionRecord> records =
        List.of(
            LesionRecord.builder("a", "a", disease).lesionId("L1").patientId("P1").build(),
            LesionRecord.builder("b", "b", disease).lesionId("L1").build(),
            LesionRecord.builder("c", "c", disease).patientId("P1").build(),
            LesionRecord.builder("d", "d", disease).build(),
            LesionRecord.builder("e", "e", disease).lesionId("P1").build());
    Components components = Components.byIds(records);
    assertThat(components.count()).isEqualTo(3);
    assertThat(components.members(0)).containsExactly(0, 1, 2);
    assertThat(components.componentOf(3)).isNotEqualTo(components.componentOf(4));
  }

  @Test
  @DisplayName("reports a part that would be empty")
  void emptyPart() {
    DiseaseNode disease = DiseaseNode.of("d", "d");
    List<LesionRecord> oneLesion =
        List.of(
            LesionRecord.builder("a", "a", disease).lesionId("L").build(),
            LesionRecord.builder("b", "b", disease).lesionId("L").build());
    assertThatThrownBy(() -> GroupedSplit.byFractions(oneLesion, 1, 0.8, 0, 0.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("test part would be empty")
        .hasMessageContaining("2 images make only 1 group");
    assertThatThrownBy(() -> GroupedSplit.byFractions(List.of(), 1, 0.8, 0, 0.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("training part and the test part would be empty");
    assertThatThrownBy(() -> GroupedFolds.of(oneLesion, 1, 9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("would be empty");
  }

  @Test
  @DisplayName("keeps a fixed test set, and splits the rest without a leak")
  void fixedTest() {
    List<LesionRecord> records = records(200, 4);
    Components components = Components.byIds(records);
    List<String> testIds =
        IntStream.range(0, components.count())
            .filter(component -> component % 5 == 0)
            .boxed()
            .flatMap(component -> components.members(component).stream())
            .map(index -> records.get(index).imageId())
            .toList();

    GroupedSplit split =
        GroupedSplit.withFixedTest(components, testIds, Straddling.REJECT, 3, 0.25);

    assertThat(split.test())
        .extracting(LesionRecord::imageId)
        .containsExactlyInAnyOrderElementsOf(testIds);
    assertThat(split.train().size() + split.validation().size())
        .isEqualTo(records.size() - testIds.size());
    assertThat(split.validation().size() / (double) (records.size() - testIds.size()))
        .isCloseTo(0.25, Offset.offset(0.03));
    assertThat(ids(split.train(), true)).doesNotContainAnyElementsOf(ids(split.validation(), true));
    assertThat(ids(split.train(), false))
        .doesNotContainAnyElementsOf(ids(split.validation(), false));
    assertThat(GroupedSplit.withFixedTest(components, testIds, Straddling.REJECT, 3, 0.25))
        .isEqualTo(split);
  }

  @Test
  @DisplayName("names groups that straddle a fixed test set, and images it includes or leaves out")
  void straddlingFixedTest() {
    DiseaseNode disease = DiseaseNode.of("d", "d");
    List<LesionRecord> records =
        List.of(
            LesionRecord.builder("a", "a", disease).lesionId("L1").build(),
            LesionRecord.builder("b", "b", disease).build(),
            LesionRecord.builder("c", "c", disease).lesionId("L1").build(),
            LesionRecord.builder("d", "d", disease).build());
    Components components = Components.byIds(records);
    List<String> ids = List.of("c", "d");

    assertThatThrownBy(() -> GroupedSplit.withFixedTest(components, ids, Straddling.REJECT, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 component straddles the fixed test set: a with c");
    GroupedSplit larger = GroupedSplit.withFixedTest(components, ids, Straddling.PULL_IN, 1, 0);
    assertThat(larger.test()).extracting(LesionRecord::imageId).containsExactly("a", "c", "d");
    assertThat(larger.train()).extracting(LesionRecord::imageId).containsExactly("b");
    GroupedSplit exact = GroupedSplit.withFixedTest(components, ids, Straddling.LEAVE_OUT, 1, 0);
    assertThat(exact.test()).extracting(LesionRecord::imageId).containsExactly("c", "d");
    assertThat(exact.train()).extracting(LesionRecord::imageId).containsExactly("b");
    assertThatThrownBy(
            () ->
                GroupedSplit.withFixedTest(components, List.of("d", "x"), Straddling.REJECT, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 of the 2 images")
        .hasMessageContaining("such as x");
    assertThatThrownBy(
            () -> GroupedSplit.withFixedTest(components, List.of(), Straddling.REJECT, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the fixed test set is empty");
  }

  @Test
  @DisplayName("refuses fractions that are negative or do not sum to 1")
  void badFractions() {
    List<LesionRecord> records = records(10, 1);
    assertThatThrownBy(() -> GroupedSplit.byFractions(records, 1, 0.8, 0.2, 0.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sum to 1");
    assertThatThrownBy(() -> GroupedSplit.byFractions(records, 1, 1.2, -0.2, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> GroupedSplit.byFractions(records, 1, Double.NaN, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("makes nine folds, each image held out once, stratified, nothing straddling")
  void nineFolds() {
    List<LesionRecord> records = records(600, 8);
    GroupedFolds folds = GroupedFolds.of(records, 17, 9);
    List<LesionRecord> heldOut = new ArrayList<>();
    for (int fold = 0; fold < folds.count(); fold++) {
      List<LesionRecord> held = folds.heldOut(fold);
      heldOut.addAll(held);
      assertThat(folds.training(fold)).hasSize(records.size() - held.size());
      assertThat(ids(held, true)).doesNotContainAnyElementsOf(ids(folds.training(fold), true));
      assertThat(ids(held, false)).doesNotContainAnyElementsOf(ids(folds.training(fold), false));
      for (int disease = 0; disease < 4; disease++) {
        assertThat(count(held, disease) / count(records, disease)).isBetween(0.07, 0.155);
      }
    }
    assertThat(heldOut).containsExactlyInAnyOrderElementsOf(records);
  }
}
