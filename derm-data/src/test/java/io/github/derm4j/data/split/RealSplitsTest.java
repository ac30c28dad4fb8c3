package io.github.derm4j.data.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.testing.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ISIC 2020's own table and list of duplicates; the images are empty files that are never opened.
 */
@DisplayName("On ISIC 2020")
@Tag("slow")
class RealSplitsTest {

  @Test
  @DisplayName("no patient and no known duplicate is on two sides, in a hundred splits")
  void hundredSeeds(@TempDir Path folder) throws IOException {
    Path table = SharedData.file("tables/ISIC_2020_Training_GroundTruth.csv.gz");
    List<String[]> duplicates =
        lines(SharedData.file("tables/ISIC_2020_Training_Duplicates.csv.gz"));
    Path images = emptyImages(folder, lines(table));
    DatasetRequest request = DatasetRequest.of(images).withTable(table);
    try (LesionDataset dataset = DatasetReaders.named("isic-challenge").read(request)) {
      List<LesionRecord> records = dataset.records();
      assertThat(records).hasSize(33126);
      SimilarityGraph.Builder builder = SimilarityGraph.builder(records).ids();
      duplicates.forEach(pair -> builder.stated(pair[0], pair[1], "ISIC 2020's list"));
      Components components = builder.build().components();
      assertThat(components.count()).isBetween(1500, 2056);
      Map<DiseaseNode, Long> all = classes(records);
      for (long seed = 0; seed < 100; seed++) {
        GroupedSplit split = GroupedSplit.byFractions(components, seed, 0.7, 0.1, 0.2);
        assertApart(split, duplicates);
        if (seed % 10 == 0) {
          assertShares(all, records.size(), split.train());
          assertShares(all, records.size(), split.validation());
          assertShares(all, records.size(), split.test());
        }
      }
    }
  }

  private static void assertApart(GroupedSplit split, List<String[]> duplicates) {
    Map<String, Integer> partOf = new HashMap<>();
    Set<String> patients = new HashSet<>();
    int sum = 0;
    int part = 0;
    for (List<LesionRecord> records : List.of(split.train(), split.validation(), split.test())) {
      Set<String> own = new HashSet<>();
      for (LesionRecord record : records) {
        partOf.put(record.imageId(), part);
        record.patientId().ifPresent(own::add);
      }
      sum += own.size();
      patients.addAll(own);
      part++;
    }
    assertThat(patients).hasSize(sum);
    assertThat(duplicates)
        .allSatisfy(pair -> assertThat(partOf.get(pair[0])).isEqualTo(partOf.get(pair[1])));
  }

  /** Each diagnosis makes up the same share of the part as of the whole, to two points. */
  private static void assertShares(Map<DiseaseNode, Long> all, int total, List<LesionRecord> part) {
    Map<DiseaseNode, Long> own = classes(part);
    all.forEach(
        (disease, count) ->
            assertThat(own.getOrDefault(disease, 0L) / (double) part.size())
                .isBetween(count / (double) total - 0.02, count / (double) total + 0.02));
  }

  private static Map<DiseaseNode, Long> classes(List<LesionRecord> records) {
    return records.stream()
        .collect(Collectors.groupingBy(LesionRecord::diagnosis, Collectors.counting()));
  }

  private static Path emptyImages(Path folder, List<String[]> rows) throws IOException {
    Path zip = folder.resolve("images.zip");
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (String[] row : rows) {
        out.putNextEntry(new ZipEntry(row[0] + ".jpg"));
        out.closeEntry();
      }
    }
    return zip;
  }

  private static List<String[]> lines(Path gzip) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(gzip)), StandardCharsets.UTF_8))) {
      return reader.lines().skip(1).map(line -> line.split(",", -1)).toList();
    }
  }
}
