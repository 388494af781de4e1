package io.ember.cluster.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.command.CommandHandler;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneFailureTest {
  private static void broken(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("breaks", -2)
            .key()
            .onSlot(
                (call, keyspace) -> {
                  call.reply().array(3);
                  call.reply().integer(1);
                  throw new IllegalStateException("planted");
                }));
    table.add(CommandSpec.named("overflows", -2).key().onSlot((call, keyspace) -> overflow(0)));
    table.add(
        CommandSpec.named("breakslater", -2)
            .key()
            .onSlot(
                (call, keyspace) -> {
                  call.reply().array(2);
                  call.continueWith(
                      data -> {
                        throw new IllegalStateException("planted later");
                      });
                }));
    table.add(
        CommandSpec.named("breakshere", -1)
            .onCaller(
                call -> {
                  throw new IllegalStateException("planted here");
                }));
    table.add(CommandSpec.named("breakseverywhere", -1).build(new BrokenEverywhere()));
  }

  /** Never reaches a negative number before the stack is used up. */
  private static int overflow(int depth) {
    return depth < 0 ? depth : overflow(depth + 1) + 1;
  }

  private static final class BrokenEverywhere implements CommandHandler.OnEveryLane {
    @Override
    public List<? extends Part> split(io.ember.engine.EngineCall call, int lanes) {
      Part part =
          keyspace -> {
            throw new IllegalStateException("planted everywhere");
          };
      return java.util.Collections.nCopies(lanes, part);
    }

    @Override
    public void merge(io.ember.engine.EngineCall call, List<? extends Part> parts) {
      call.reply().ok();
    }
  }

  @Test
  void answersAnErrorForTheCallThatFailedAndGoesOn() {
    try (TestNode node = new TestNode(options -> options.commands = LaneFailureTest::broken);
        RespClient client = node.connect()) {
      for (int round = 0; round < 50; round++) {
        client.send("SET", "k", "1");
        client.send("BREAKS", "k");
        client.send("INCR", "k");
        client.send("OVERFLOWS", "k");
        client.send("BREAKSLATER", "k");
        client.send("BREAKSHERE");
        client.send("BREAKSEVERYWHERE");
        client.send("GET", "k");
        client.flush();
        assertThat(client.reply()).isEqualTo("+OK");
        assertThat(client.reply()).isEqualTo("-ERR internal error IllegalStateException: planted");
        assertThat(client.reply()).isEqualTo(":2");
        assertThat(client.reply()).startsWith("-ERR internal error StackOverflowError");
        assertThat(client.reply())
            .isEqualTo("-ERR internal error IllegalStateException: planted later");
        assertThat(client.reply())
            .isEqualTo("-ERR internal error IllegalStateException: planted here");
        assertThat(client.reply())
            .isEqualTo("-ERR internal error IllegalStateException: planted everywhere");
        assertThat(client.reply()).isEqualTo("$2");
      }
    }
  }
}
