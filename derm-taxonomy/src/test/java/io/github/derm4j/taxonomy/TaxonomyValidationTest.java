package io.github.derm4j.taxonomy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.derm4j.taxonomy.TaxonomyProblem.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaxonomyValidationTest {

  private static DiseaseNode node(String id) {
    return DiseaseNode.of(id, "name of " + id);
  }

  private static DiseaseNode named(String id, String name, String... synonyms) {
    return new DiseaseNode(id, name, List.of(synonyms), List.of());
  }

  @Test
  void everyProblemIsInOneReport() {
    TaxonomyReport report =
        DiseaseTaxonomy.builder()
            .addRoot(node("root"))
            .addRoot(node("second root"))
            .add(node("a"), "root")
            .add(named("a", "other"), "root")
            .add(node("orphan"), "nowhere")
            .add(node("two parents"), List.of("a", "root"))
            .add(node("c1"), "c3")
            .add(node("c2"), "c1")
            .add(node("c3"), "c2")
            .add(node("below a cycle"), "c3")
            .add(node("itself"), "itself")
            .add(named("blank", " "), "root")
            .add(named("s1", "same"), "a")
            .add(named("s2", "same"), "a")
            .validate();

    assertThat(report.isValid()).isFalse();
    assertThat(report.errors())
        .extracting(TaxonomyProblem::kind)
        .containsExactlyInAnyOrder(
            Kind.SEVERAL_ROOTS,
            Kind.DUPLICATE_ID,
            Kind.ORPHAN,
            Kind.SEVERAL_PARENTS,
            Kind.CYCLE,
            Kind.CYCLE,
            Kind.EMPTY_NAME,
            Kind.DUPLICATE_NAME);
    assertThat(report.errors())
        .filteredOn(problem -> problem.kind() == Kind.CYCLE)
        .extracting(TaxonomyProblem::nodeIds)
        .satisfiesExactlyInAnyOrder(
            three -> assertThat(three).containsExactlyInAnyOrder("c1", "c2", "c3"),
            one -> assertThat(one).containsExactly("itself"));
    assertThat(report.toString()).contains("'nowhere'").contains("'second root'");
  }

  @Test
  void noNodesAreAProblemToo() {
    assertThat(DiseaseTaxonomy.builder().validate().errors())
        .extracting(TaxonomyProblem::kind)
        .containsExactly(Kind.NO_NODES);
    assertThatExceptionOfType(InvalidTaxonomyException.class)
        .isThrownBy(() -> DiseaseTaxonomy.fromPaths(List.of(), "root"));
  }

  @Test
  void aParentIsChosenByTheRuleThatIsNamed() {
    for (ParentRule rule : List.of(ParentRule.FIRST_LISTED, ParentRule.LOWEST_ID)) {
      DiseaseTaxonomyBuilder builder =
          DiseaseTaxonomy.builder()
              .addRoot(node("r"))
              .add(node("a"), "r")
              .add(node("b"), "r")
              .add(node("x"), List.of("b", "a"))
              .parentRule(rule);
      DiseaseTaxonomy tree = builder.build();
      String chosen = rule == ParentRule.FIRST_LISTED ? "b" : "a";
      assertThat(tree.parent(tree.require("x"))).contains(node(chosen));
      assertThat(builder.validate().notes())
          .singleElement()
          .satisfies(
              note -> {
                assertThat(note.kind()).isEqualTo(Kind.SEVERAL_PARENTS);
                assertThat(note.message()).contains(rule.name()).contains("'" + chosen + "'");
              });
    }
  }

  @Test
  void parentsOfOneNodeInSeveralRowsAreJoined() {
    assertThat(
            DiseaseTaxonomy.builder()
                .addRoot(node("r"))
                .add(node("a"), "r")
                .add(node("a"), "r")
                .validate()
                .problems())
        .isEmpty();
    assertThat(
            DiseaseTaxonomy.builder()
                .addRoot(node("r"))
                .add(node("a"), "r")
                .add(node("b"), "r")
                .add(node("b"), "a")
                .validate()
                .errors())
        .extracting(TaxonomyProblem::kind)
        .containsExactly(Kind.SEVERAL_PARENTS);
  }

  @Test
  void aParentThatIsNamedTwiceIsOne() {
    assertThat(
            DiseaseTaxonomy.builder()
                .addRoot(node("r"))
                .add(node("a"), List.of("r", "r"))
                .validate()
                .problems())
        .isEmpty();
  }

  @Test
  void aParentThatTheSourceLeavesOutIsNamedWithTheReason() {
    DiseaseTaxonomyBuilder builder =
        DiseaseTaxonomy.builder()
            .addRoot(node("r"))
            .add(node("a"), "old")
            .leaveOut("old", "is obsolete");
    assertThat(builder.validate().errors())
        .extracting(TaxonomyProblem::message)
        .containsExactly("'a' names the parent 'old', which is obsolete; name another parent");
  }

  @Test
  void siblingsThatDifferOnlyInCaseAreAWarning() {
    TaxonomyReport report =
        DiseaseTaxonomy.builder()
            .addPath(List.of("r", "Benign", "nevus"))
            .addPath(List.of("r", "benign", "wart"))
            .addPath(List.of("r", "benign", "Nevus"))
            .validate();
    assertThat(report.isValid()).isTrue();
    assertThat(report.problems())
        .extracting(TaxonomyProblem::message)
        .containsExactly(
            "the siblings 'Benign', 'benign' differ only in upper and lower case; if they are one"
                + " diagnosis, give them one spelling");
  }

  @Test
  void orphansBecomeRootsOnRequest() {
    DiseaseTaxonomyBuilder builder =
        DiseaseTaxonomy.builder()
            .add(node("a"), "elsewhere")
            .add(node("b"), List.of("elsewhere", "a"))
            .orphansAreRoots()
            .joinRootsUnder("top");
    assertThat(builder.validate().isValid()).isTrue();
    assertThat(builder.validate().notes())
        .extracting(TaxonomyProblem::kind)
        .containsExactly(Kind.ORPHAN, Kind.ORPHAN, Kind.SEVERAL_ROOTS);
    assertThat(builder.build().level(2)).containsExactly(node("b"));
  }

  @Test
  void namesThatDoNotSayWhichNodeIsMeantAreWarnings() {
    TaxonomyReport report =
        DiseaseTaxonomy.builder()
            .addRoot(node("r"))
            .add(node("a"), "r")
            .add(node("b"), "r")
            .add(named("a1", "Other"), "a")
            .add(named("b1", "Other"), "b")
            .add(named("n1", "nevus", "Mole"), "a")
            .add(named("n2", "mole"), "a")
            .add(named("n3", "birthmark", "MOLE"), "b")
            .validate();
    assertThat(report.isValid()).isTrue();
    assertThat(report.warnings())
        .extracting(TaxonomyProblem::kind)
        .containsExactly(Kind.DUPLICATE_NAME, Kind.SYNONYM_CLASH);
    assertThat(report.warnings().get(1).nodeIds()).containsExactly("n1", "n2", "n3");
  }

  @Test
  void aNameWithTheSeparatorCannotPassForAPath() {
    assertThat(
            DiseaseTaxonomy.builder()
                .addPath(List.of("r", "a > b"))
                .addPath(List.of("r", "a", "b"))
                .validate()
                .errors())
        .extracting(TaxonomyProblem::kind)
        .containsExactly(Kind.DUPLICATE_ID);
  }

  @Test
  void theCommonRootMayNotBeTheIdOfAnotherNode() {
    assertThat(
            DiseaseTaxonomy.builder()
                .addPath(List.of("a"))
                .addPath(List.of("b"))
                .joinRootsUnder("a")
                .validate()
                .errors())
        .extracting(TaxonomyProblem::kind)
        .containsExactly(Kind.DUPLICATE_ID);
  }

  @Test
  void aCycleOfOneHundredThousandNodesIsFound() {
    DiseaseTaxonomyBuilder builder = DiseaseTaxonomy.builder().addRoot(node("r"));
    int length = 100_000;
    for (int i = 0; i < length; i++) {
      builder.add(node("c" + i), "c" + (i + 1) % length);
    }
    assertThat(builder.validate().errors())
        .singleElement()
        .satisfies(
            cycle -> {
              assertThat(cycle.kind()).isEqualTo(Kind.CYCLE);
              assertThat(cycle.nodeIds()).hasSize(length);
              assertThat(cycle.message()).contains("99992 more");
            });
  }
}
