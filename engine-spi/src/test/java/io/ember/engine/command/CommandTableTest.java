package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTableTest {
  private static CommandSpec spec(String name) {
    return CommandSpec.named(name, 1).onCaller(call -> call.reply().ok());
  }

  @Test
  void findsACommandInAnyMixtureOfCases() {
    CommandSpec get = spec("get");
    CommandTable table = new CommandTable.Builder().add(get).add(spec("getex")).build();

    assertThat(table.find(Bytes.of("GeT"))).isSameAs(get);
    assertThat(table.find("GET")).isSameAs(get);
    assertThat(table.find(Bytes.of("ge"))).isNull();
    assertThat(table.find(Bytes.of("gets"))).isNull();
    assertThat(table.find(Bytes.of(""))).isNull();
    assertThat(table.find(Bytes.of("g\u00e9t"))).isNull();
  }

  @Test
  void findsEachOfManyCommands() {
    List<CommandSpec> specs = new ArrayList<>();
    CommandTable.Builder builder = new CommandTable.Builder();
    for (int i = 0; i < 500; i++) {
      CommandSpec spec = spec("command-" + i);
      specs.add(spec);
      builder.add(spec);
    }
    CommandTable table = builder.build();

    for (CommandSpec spec : specs) {
      assertThat(table.find(Bytes.of(spec.name()))).isSameAs(spec);
    }
    assertThat(table.find(Bytes.of("command-500"))).isNull();
  }

  @Test
  void findsSubcommandsByTheirFullName() {
    CommandSpec get = spec("config|get");
    CommandSpec config = CommandSpec.named("config", -2).subcommands(get).container();
    CommandTable table = new CommandTable.Builder().add(config).build();

    assertThat(table.find("CONFIG|GET")).isSameAs(get);
    assertThat(table.find("config|nosuch")).isNull();
    assertThat(table.find("nosuch|get")).isNull();
    assertThat(table.find("config")).isSameAs(config);
  }

  @Test
  void refusesTwoCommandsOfOneName() {
    CommandTable.Builder builder = new CommandTable.Builder().add(spec("get"));

    assertThatThrownBy(() -> builder.add(spec("get")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("get");
  }

  @Test
  void handlersFindTheTableOnceItIsBuilt() {
    CommandTable.Builder builder = new CommandTable.Builder();
    var later = builder.table();
    assertThatThrownBy(later::get).hasMessageContaining("not built");

    CommandTable table = builder.build();

    assertThat(later.get()).isSameAs(table);
  }

  @Test
  void aContainerThatIsCalledDirectlySaysThatItKnowsNoSubcommand() {
    try (CommandFixture engine = new CommandFixture()) {
      assertThat(engine.run("OBJECT nosuch"))
          .isEqualTo("-ERR unknown subcommand 'nosuch'. Try OBJECT HELP.");
      assertThat(engine.run("object ENCODING")).contains("'object|encoding'");
    }
  }

  @Test
  void documentationIsTheSameForTheSameTable() {
    CommandTable.Builder builder = new CommandTable.Builder();
    StandardCommands.register(builder);
    CommandTable table = builder.build();

    String text = CommandDocs.markdown(table);

    assertThat(text)
        .isEqualTo(CommandDocs.markdown(table))
        .contains("## string", "| `MSET` | ≥ 3 | 1 to last, every 2 | write, denyoom |")
        .contains("| `OBJECT ENCODING` | 3 | 2 | readonly |");
  }
}
