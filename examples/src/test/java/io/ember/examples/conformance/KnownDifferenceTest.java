package io.ember.examples.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.support.EmberNode;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class KnownDifferenceTest {
  @Test
  void isDocumentedWithItsReason() throws IOException {
    String doc = Files.readString(EmberNode.projectDir().resolve("docs/conformance.md"));

    for (KnownDifference each : KnownDifference.ALL) {
      assertThat(doc).as(each.id()).contains("| `" + each.id() + "` |");
    }
  }
}
