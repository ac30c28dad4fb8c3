package io.github.derm4j.data.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.Fuzz;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Damaged tables")
class TableFuzzTest {

  private static final String QUOTED =
      "\ufeffimage,diagnosis,\"note, long\"\r\na,nevus,\"say \"\"so\"\"\"\r\nb,\"x\ny\",é\r\n";

  private static final List<String> DATASETS =
      List.of(
          "milk10k",
          "isic_id,lesion_id,image_type,diagnosis_1,diagnosis_2\na,L1,dermoscopic,Benign,Nevus\n",
          "isic",
          "isic_id,benign_malignant,diagnosis,patient_id\na,benign,nevus,P\nb,malignant,,P\n",
          "isic-challenge",
          "image,MEL,NV,UNK\na,1.0,0.0,0\nb,0,1,0\n",
          "isic-challenge",
          "image_name,patient_id,diagnosis,benign_malignant,target\na,P,unknown,benign,0\n",
          "isic-challenge",
          "a,benign\nb,malignant\n",
          "ham10000",
          "lesion_id,image_id,dx,dx_type,age,sex,localization\nL,a,bkl,histo,80,male,scalp\n",
          "fitzpatrick17k",
          "md5hash,fitzpatrick_scale,label,nine_partition_label,three_partition_label\na,3,x,y,z\n",
          "pad-ufes-20",
          "patient_id,lesion_id,diagnostic,img_id\nP,8,BCC,a\n",
          "csv",
          "image,diagnosis_1,diagnosis_2,lesion,patient\na,benign,nevus,L,P\nb,benign,,,\n");

  @TempDir private Path folder;

  @Test
  @DisplayName("are parsed, or refused by an IOException that names the table")
  void parse() throws IOException {
    byte[] plain = QUOTED.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    }
    Fuzz.Outcome outcome =
        Fuzz.of(1)
            .inputs(plain, packed.toByteArray())
            .run(
                bytes -> {
                  Table table = TableReader.standard().read(bytes, "table.csv");
                  for (TableRow row : table.rows()) {
                    table.columns().forEach(row::getOrBlank);
                  }
                },
                "table.csv");
    assertThat(outcome.accepted()).isPositive();
    assertThat(outcome.refused()).isPositive();
  }

  @Test
  @DisplayName("are read by every reader, or refused by an IOException")
  void readers() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.write(images.resolve("a.jpg"), new byte[] {1});
    Files.write(images.resolve("b.jpg"), new byte[] {1});
    Path file = folder.resolve("table.csv");
    DatasetRequest request = DatasetRequest.of(images).withTable(file);
    for (int i = 0; i < DATASETS.size(); i += 2) {
      DatasetReader reader = DatasetReaders.named(DATASETS.get(i));
      Fuzz.Outcome outcome =
          Fuzz.of(i)
              .inputs(DATASETS.get(i + 1).getBytes(StandardCharsets.UTF_8))
              .times(200)
              .run(
                  bytes -> {
                    Files.write(file, bytes);
                    reader.read(request).close();
                  },
                  "");
      assertThat(outcome.accepted()).as(reader.name()).isPositive();
      assertThat(outcome.refused()).as(reader.name()).isPositive();
    }
  }
}
