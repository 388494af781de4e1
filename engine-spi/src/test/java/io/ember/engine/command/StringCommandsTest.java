package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StringCommandsTest {
  private final CommandFixture engine = new CommandFixture();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void setsAndGetsAValue() {
    assertThat(engine.run("SET k v")).isEqualTo("+OK");
    assertThat(engine.run("get k")).isEqualTo("\"v\"");
    assertThat(engine.run("EXISTS k k other")).isEqualTo(":2");
    assertThat(engine.run("DEL k other")).isEqualTo(":1");
    assertThat(engine.run("GET k")).isEqualTo("nil");
  }
}
