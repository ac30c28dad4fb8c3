package io.github.derm4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.archive.DatasetReader;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.data.image.CentralCrop;
import io.github.derm4j.data.image.ColourJitter;
import io.github.derm4j.data.image.Cutout;
import io.github.derm4j.data.image.DecodedCache;
import io.github.derm4j.data.image.HorizontalFlip;
import io.github.derm4j.data.image.ImageBatch;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.ImageTransform;
import io.github.derm4j.data.image.Layout;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.pipeline.ClassBalance;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.data.pipeline.PipelineBuilder;
import io.github.derm4j.data.split.Fingerprints;
import io.github.derm4j.data.split.GroupedFolds;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.data.split.ImageQualities;
import io.github.derm4j.data.split.LeakAudit;
import io.github.derm4j.data.split.QualityFilter;
import io.github.derm4j.data.split.SimilarityGraph;
import io.github.derm4j.data.split.Straddling;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** The snippets of {@code docs/data.md}: compiled and run here, and compared with the page. */
@DisplayName("The guide to the data")
class DataGuideTest {

  @TempDir private Path folder;

  /** Not run: the archive is not at hand. */
  static void read() throws IOException {
    // tag::read
    DatasetReader reader = DatasetReaders.named("milk10k");
    DatasetRequest request =
        DatasetRequest.of(Path.of("milk10k.zip")).withModality(Modality.DERMOSCOPIC);
    try (LesionDataset dataset = reader.read(request)) {
      System.out.println(dataset.records().size() + " images");
      System.out.println(dataset.report());
    }
    // end::read
  }

  @Test
  @DisplayName("runs")
  void run() throws IOException {
    // tag::synthetic
    LesionDataset dataset = SyntheticLesions.of(1).withLesions(60).dataset();
    // end::synthetic
    // tag::split
    GroupedSplit split = GroupedSplit.byFractions(dataset.records(), 42, 0.7, 0.1, 0.2);
    List<LesionRecord> train = split.train();
    DiseaseCounts trainingCounts = dataset.counts(train);
    // end::split
    assertThat(trainingCounts.total()).isEqualTo(train.size());
    // tag::audit
    Fingerprints prints = Fingerprints.read(dataset.records(), dataset.images());
    SimilarityGraph graph =
        SimilarityGraph.builder(dataset.records())
            .ids()
            .bytes(prints)
            .nearDuplicates(prints, 8)
            .captureTimes(prints, Duration.ofMinutes(2))
            .build();
    GroupedFolds folds = GroupedFolds.of(graph.components(), 42, 9);
    LeakAudit audit = LeakAudit.of(graph, record -> record.attribute("split"));
    System.out.println(audit);
    // end::audit
    assertThat(folds.count()).isEqualTo(9);
    assertThat(audit.isClean()).isTrue();
    // tag::quality
    ImageQualities qualities = ImageQualities.read(dataset.records(), dataset.images());
    QualityFilter.Filtered filtered = new QualityFilter(20, 0.02).apply(split, qualities);
    System.out.println(filtered.split() + ", left out: " + filtered.removed());
    // end::quality
    assertThat(filtered.split().train()).isEqualTo(train);
    Set<String> challengeIds = Set.of(dataset.records().get(0).imageId());
    // tag::fixed
    GroupedSplit fixed =
        GroupedSplit.withFixedTest(graph.components(), challengeIds, Straddling.LEAVE_OUT, 42, 0.1);
    // end::fixed
    assertThat(fixed.test()).hasSize(1);
    List<DiseaseNode> leaves = dataset.taxonomy().leaves();
    ToIntFunction<LesionRecord> labelOf = record -> leaves.indexOf(record.diagnosis());
    int classes = leaves.size();
    // tag::pipeline
    try (LesionPipeline batches =
        LesionPipeline.builder(train, dataset.images(), labelOf, classes, new PaperAugmentation(96))
            .batch(32)
            .seed(42)
            .balance(ClassBalance.replicate(LesionRecord::diagnosis))
            .build()) {
      while (batches.hasNext()) {
        DataSet batch = batches.next(); // [32, 3, 96, 96] and [32, classes]
        System.out.println(batch.getExampleMetaData(String.class));
      }
      batches.reset(); // the next epoch: another order, other draws
    }
    // end::pipeline
    Path cacheFolder = folder.resolve("cache");
    // tag::options
    ImageTransform transform =
        new Cutout(
            new HorizontalFlip(new ColourJitter(new PaperAugmentation(96), 0.2, 0.2, 0.1)), 0.3);
    PipelineBuilder more =
        LesionPipeline.builder(train, dataset.images(), labelOf, classes, transform)
            .balance(ClassBalance.weightedByGroup(LesionRecord::diagnosis))
            .mixup(0.2)
            .cache(DecodedCache.open(cacheFolder, 20_000_000_000L));
    // end::options
    try (LesionPipeline batches = more.build()) {
      assertThat(batches.next().getFeatures().size(0)).isEqualTo(32);
    }
    LesionRecord first = dataset.records().get(0);
    Path file = Files.write(folder.resolve("one.jpg"), dataset.images().read(first.imageName()));
    // tag::predict
    LesionImage image = ImageDecoder.decode(Files.readAllBytes(file), file.toString());
    INDArray input =
        ImageBatch.stack(
            List.of(image), new CentralCrop(0.875, 96), Layout.NCHW, Normalization.ZERO_TO_ONE);
    // end::predict
    assertThat(input.shape()).containsExactly(1, 3, 96, 96);
    image.close();
  }
}
