package io.github.derm4j.data.archive;

import io.github.derm4j.testing.FuzzTarget;
import io.github.derm4j.testing.ScratchFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The first byte of an input chooses the reader; the rest is the table. */
@DisplayName("The damaged table of a data set")
public class DatasetReaderFuzzTest {

  private static final List<DatasetReader> READERS = DatasetReaders.all();

  private static final FuzzTarget TARGET =
      FuzzTarget.of("", DatasetReaderFuzzTest::read)
          .sound(
              sound(
                  "milk10k",
                  "isic_id,lesion_id,image_type,diagnosis_1,diagnosis_2\na,L1,dermoscopic,Benign,Nevus\n"),
              sound(
                  "isic",
                  "isic_id,benign_malignant,diagnosis,patient_id\na,benign,nevus,P\nb,malignant,,P\n"),
              sound("isic-challenge", "image,MEL,NV,UNK\na,1.0,0.0,0\nb,0,1,0\n"),
              sound(
                  "isic-challenge",
                  "image_name,patient_id,diagnosis,benign_malignant,target\na,P,unknown,benign,0\n"),
              sound("isic-challenge", "a,benign\nb,malignant\n"),
              sound(
                  "ham10000",
                  "lesion_id,image_id,dx,dx_type,age,sex,localization\nL,a,bkl,histo,80,male,scalp\n"),
              sound(
                  "fitzpatrick17k",
                  "md5hash,fitzpatrick_scale,label,nine_partition_label,three_partition_label\na,3,x,y,z\n"),
              sound("pad-ufes-20", "patient_id,lesion_id,diagnostic,img_id\nP,8,BCC,a\n"),
              sound(
                  "csv",
                  "image,diagnosis_1,diagnosis_2,lesion,patient\na,benign,nevus,L,P\nb,benign,,,\n"));

  private static final Path IMAGES = images();
  private static final Path TABLE = ScratchFolder.create().resolve("table.csv");

  @Test
  @DisplayName("is read by every reader, or refused by an IOException")
  void damaged() {
    TARGET.damage(300);
  }

  public static void fuzzerInitialize() throws IOException {
    TARGET.start();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }

  private static byte[] sound(String reader, String table) {
    int index = READERS.indexOf(DatasetReaders.named(reader));
    return ((char) index + table).getBytes(StandardCharsets.UTF_8);
  }

  private static void read(byte[] input) throws IOException {
    if (input.length == 0) {
      throw new IOException("there is no reader");
    }
    Files.write(TABLE, Arrays.copyOfRange(input, 1, input.length));
    DatasetReader reader = READERS.get((input[0] & 0xff) % READERS.size());
    reader.read(DatasetRequest.of(IMAGES).withTable(TABLE)).close();
  }

  private static Path images() {
    try {
      Path folder = ScratchFolder.create();
      Files.write(folder.resolve("a.jpg"), new byte[] {1});
      Files.write(folder.resolve("b.jpg"), new byte[] {1});
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
