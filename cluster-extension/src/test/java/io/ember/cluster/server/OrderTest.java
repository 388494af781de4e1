package io.ember.cluster.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.command.CommandSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderTest {
  @ParameterizedTest
  @CsvSource({"1, 1, 16384", "4, 1, 16384", "3, 2, 4", "2, 1, 2"})
  void answersInTheOrderOfTheRequestsAlthoughLanesWorkSideBySide(
      int lanes, int loops, int ringSize) {
    try (TestNode node =
            new TestNode(
                options -> {
                  options.lanes = lanes;
                  options.loops = loops;
                  options.ringSize = ringSize;
                });
        RespClient client = node.connect()) {
      SplittableRandom random = new SplittableRandom(11);
      Map<String, String> model = new HashMap<>();
      for (int round = 0; round < 20; round++) {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
          expected.add(sendOne(client, random, model));
        }
        client.flush();
        for (String reply : expected) {
          assertThat(client.reply()).isEqualTo(reply);
        }
      }
    }
  }

  private static String sendOne(
      RespClient client, SplittableRandom random, Map<String, String> model) {
    String key = "key" + random.nextInt(200);
    switch (random.nextInt(12)) {
      case 0 -> {
        client.send("PING", key);
        return "$" + key;
      }
      case 1 -> {
        client.raw("NOSUCH\r\n");
        return "-ERR unknown command 'NOSUCH', with args beginning with: ";
      }
      case 2 -> {
        client.send("DBSIZE");
        return ":" + model.size();
      }
      case 3 -> {
        return ":" + (remove(client, model, key) ? 1 : 0);
      }
      case 4, 5, 6, 7 -> {
        String value = "v".repeat(random.nextInt(40)) + random.nextInt();
        client.send("SET", key, value);
        model.put(key, value);
        return "+OK";
      }
      default -> {
        client.send("GET", key);
        String value = model.get(key);
        return value == null ? "nil" : "$" + value;
      }
    }
  }

  private static boolean remove(RespClient client, Map<String, String> model, String key) {
    client.send("DEL", key);
    return model.remove(key) != null;
  }

  @Test
  void executesACallWithoutDataAfterTheCallsBeforeIt() {
    AtomicInteger executed = new AtomicInteger();
    CommandSpec tally =
        CommandSpec.named("tally", 2)
            .key()
            .onSlot((call, keyspace) -> call.reply().integer(executed.incrementAndGet()));
    CommandSpec total =
        CommandSpec.named("total", 1).onCaller(call -> call.reply().integer(executed.get()));
    try (TestNode node =
            new TestNode(
                options -> {
                  options.lanes = 4;
                  options.commands = table -> table.add(tally).add(total);
                });
        RespClient client = node.connect()) {
      for (int round = 1; round <= 50; round++) {
        for (int i = 0; i < 20; i++) {
          client.send("TALLY", "k" + i);
        }
        client.send("TOTAL");
        client.send("TALLY", "k");
        client.flush();
        for (int i = 0; i < 20; i++) {
          assertThat(client.reply()).startsWith(":");
        }
        assertThat(client.reply()).isEqualTo(":" + (21 * round - 1));
        assertThat(client.reply()).isEqualTo(":" + 21 * round);
      }
    }
  }

  @Test
  void keepsAReplyThatIsWrittenInSlicesApartFromTheOthers() {
    CommandSpec slowly =
        CommandSpec.named("slowly", 2)
            .key()
            .onSlot(
                (call, keyspace) -> {
                  call.reply().array(2);
                  call.reply().bulk("first of " + call.argumentText(1));
                  AtomicInteger slices = new AtomicInteger();
                  call.continueWith(
                      data -> {
                        if (slices.incrementAndGet() < 5) {
                          return false;
                        }
                        call.reply().bulk("last of " + call.argumentText(1));
                        return true;
                      });
                });
    try (TestNode node =
            new TestNode(
                options -> {
                  options.lanes = 2;
                  options.commands = table -> table.add(slowly);
                });
        RespClient client = node.connect()) {
      for (int i = 0; i < 300; i++) {
        client.send("SET", "k" + i, "v" + i);
        client.send("SLOWLY", "k" + i);
        client.send("GET", "k" + i);
      }
      client.flush();
      for (int i = 0; i < 300; i++) {
        assertThat(client.reply()).isEqualTo("+OK");
        assertThat(client.reply()).isEqualTo("*[$first of k" + i + " $last of k" + i + "]");
        assertThat(client.reply()).isEqualTo("$v" + i);
      }
    }
  }

  @Test
  void finishesACallOnEveryLaneBeforeTheNextBegins() {
    try (TestNode node = new TestNode(options -> options.lanes = 4);
        RespClient client = node.connect()) {
      for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 20; i++) {
          client.send("SET", "k" + i, "v");
        }
        client.send("FLUSHALL");
        client.send("SET", "survivor", "v");
        client.send("DBSIZE");
        client.flush();
        for (int i = 0; i < 22; i++) {
          assertThat(client.reply()).isEqualTo("+OK");
        }
        assertThat(client.reply()).isEqualTo(":1");
      }
    }
  }

  @Test
  void keepsTheOrderOfAPipelineOf100000Commands() {
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      int count = 100_000;
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; i < count; i++) {
                  client.send("SET", "k" + i % 1000, Integer.toString(i));
                  client.send("GET", "k" + i % 1000);
                }
                client.flush();
              });
      writer.start();
      for (int i = 0; i < count; i++) {
        assertThat(client.reply()).isEqualTo("+OK");
        assertThat(client.reply()).isEqualTo("$" + i);
      }
    }
  }
}
