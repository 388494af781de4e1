package io.ember.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.EngineExtension;
import io.ember.engine.command.CommandDocs;
import io.ember.engine.command.CommandTable;
import io.ember.engine.command.StandardCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/**
 * Holds {@code docs/commands.md} against the table of all commands. To write it anew run this test
 * with {@code -Dember.docs=write}.
 */
class CommandDocsTest {
  private static final Path FILE = Path.of("../docs/commands.md");

  @Test
  void theDocumentationSaysWhatTheTableOfCommandsSays() throws IOException {
    CommandTable.Builder commands = new CommandTable.Builder();
    StandardCommands.register(commands);
    ServiceLoader.load(EngineExtension.class)
        .forEach(extension -> extension.registerCommands(commands));
    String wanted = CommandDocs.markdown(commands.build());

    if ("write".equals(System.getProperty("ember.docs"))) {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, wanted);
    }

    assertThat(Files.exists(FILE) ? Files.readString(FILE) : "")
        .as("docs/commands.md is stale: run this test with -Dember.docs=write")
        .isEqualTo(wanted);
  }
}
