package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodeTablesTest {
  /** {@code ./mvnw test -Dtest=CodeTablesTest -Dbarline.write-tables=true} writes them. */
  private static final boolean WRITE = Boolean.getBoolean("barline.write-tables");

  @ParameterizedTest
  @EnumSource
  void theDocumentsSayOfTheCodesWhatTheCodeSays(CodeTables table) throws IOException {
    Path file = Path.of(table.file);
    String is = Files.readString(file);
    String shouldBe = table.in(is);
    if (WRITE) {
      Files.writeString(file, shouldBe);
    } else {
      assertThat(is)
          .as("written by ./mvnw test -Dtest=CodeTablesTest -Dbarline.write-tables=true")
          .isEqualTo(shouldBe);
    }
  }
}
