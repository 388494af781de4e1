package io.ember.cluster.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.EngineCall;
import io.ember.engine.Interceptor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void executesWhatWasQueuedAndAnswersWithAllReplies(int lanes) {
    try (TestNode node = new TestNode(options -> options.lanes = lanes);
        RespClient client = node.connect()) {
      assertThat(client.call("MULTI")).isEqualTo("+OK");
      assertThat(client.call("SET", "a", "1")).isEqualTo("+QUEUED");
      assertThat(client.call("PING", "x")).isEqualTo("+QUEUED");
      assertThat(client.call("INCR", "a")).isEqualTo("+QUEUED");
      assertThat(client.call("DBSIZE")).isEqualTo("+QUEUED");
      assertThat(client.call("LPUSHX", "a")).startsWith("-ERR unknown command");
      assertThat(client.call("EXEC")).startsWith("-EXECABORT");

      client.call("MULTI");
      client.call("SET", "a", "1");
      client.call("PING", "x");
      client.call("INCR", "a");
      client.call("INCRBY", "a", "x");
      client.call("DBSIZE");
      assertThat(client.call("EXEC"))
          .isEqualTo("*[+OK $x :2 -ERR value is not an integer or out of range :1]");
      assertThat(client.call("GET", "a")).isEqualTo("$2");
      client.call("MULTI");
      assertThat(client.call("EXEC")).isEqualTo("*[]");
    }
  }

  @Test
  void executesNothingWhenAWatchedKeyHasChanged() {
    try (TestNode node = new TestNode(options -> options.lanes = 3);
        RespClient client = node.connect();
        RespClient other = node.connect()) {
      assertThat(client.call("WATCH", "a")).isEqualTo("+OK");
      client.call("MULTI");
      client.call("SET", "a", "mine");
      other.call("SET", "a", "other");
      assertThat(client.call("EXEC")).isEqualTo("nil");
      assertThat(client.call("GET", "a")).isEqualTo("$other");

      client.call("WATCH", "a");
      client.call("MULTI");
      client.call("SET", "a", "mine");
      assertThat(client.call("EXEC")).isEqualTo("*[+OK]");
      client.call("MULTI");
      client.call("SET", "a", "again");
      other.call("SET", "a", "other");
      assertThat(client.call("EXEC")).as("watches end with EXEC").isEqualTo("*[+OK]");
    }
  }

  @Test
  void refusesKeysInDifferentSlotsInACluster() {
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      client.call("MULTI");
      client.call("SET", "a", "1");
      client.call("SET", "b", "1");
      assertThat(client.call("EXEC"))
          .isEqualTo("-CROSSSLOT Keys in request don't hash to the same slot");
      assertThat(client.call("MGET", "a", "b")).startsWith("-CROSSSLOT");
      client.call("MULTI");
      assertThat(client.call("MGET", "a", "b")).startsWith("-CROSSSLOT");
      assertThat(client.call("EXEC")).startsWith("-EXECABORT");
      assertThat(client.call("DBSIZE")).isEqualTo(":0");
    }
  }

  @Test
  void allowsAnyKeysWithoutACluster() {
    try (TestNode node =
            new TestNode(
                options -> {
                  options.clustered = false;
                  options.lanes = 1;
                });
        RespClient client = node.connect()) {
      client.call("MULTI");
      client.call("SET", "a", "1");
      client.call("SET", "b", "2");
      client.call("MGET", "a", "b", "c");
      assertThat(client.call("EXEC")).isEqualTo("*[+OK +OK *[$1 $2 nil]]");
    }
  }

  @Test
  void copiesTheQueuedArgumentsLargeOnesIncluded() {
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      String large = "x".repeat(200_000);
      client.call("MULTI");
      client.call("SET", "a", large);
      client.call("GET", "a");
      assertThat(client.call("EXEC")).isEqualTo("*[+OK $" + large + "]");
    }
  }

  @Test
  void isOneStepForOthersAlsoWhenItNeedsAllLanes() throws Exception {
    try (TestNode node = new TestNode(options -> options.lanes = 4)) {
      List<CompletableFuture<Void>> clients = new ArrayList<>();
      for (int c = 0; c < 6; c++) {
        String mine = "{" + c + "}";
        clients.add(CompletableFuture.runAsync(() -> transfer(node, mine)));
      }
      for (CompletableFuture<Void> client : clients) {
        client.get();
      }
    }
  }

  /** Each adds and removes two keys in one transaction: at no instant is there an odd number. */
  private static void transfer(TestNode node, String tag) {
    try (RespClient client = node.connect()) {
      for (int round = 0; round < 200; round++) {
        client.send("MULTI");
        client.send("MSET", "a" + tag, "1", "b" + tag, "1");
        client.send("DBSIZE");
        client.send("EXEC");
        client.send("MULTI");
        client.send("DEL", "a" + tag, "b" + tag);
        client.send("DBSIZE");
        client.send("EXEC");
        client.flush();
        for (int half = 0; half < 2; half++) {
          client.reply();
          client.reply();
          client.reply();
          String reply = client.reply();
          int size =
              Integer.parseInt(reply.substring(reply.lastIndexOf(':') + 1, reply.length() - 1));
          assertThat(size % 2).as(reply).isZero();
        }
      }
    }
  }

  @Test
  void sendsEachQueuedCallThroughTheChainOnce() {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    try (TestNode node =
            new TestNode(
                options ->
                    options.first =
                        (call, next) -> {
                          seen.add(call.argumentText(0));
                          if (call.argumentIs(0, "INCR")) {
                            call.reject(io.ember.engine.ErrorCode.NOPERM, "not today");
                          } else {
                            next.proceed(call);
                          }
                        });
        RespClient client = node.connect()) {
      client.call("MULTI");
      client.call("SET", "a", "1");
      client.call("INCR", "a");
      client.call("GET", "a");
      assertThat(client.call("EXEC")).isEqualTo("*[+OK -NOPERM not today $1]");
    }
    assertThat(seen).containsExactly("MULTI", "EXEC", "SET", "INCR", "GET");
  }

  @Test
  void waitsForAnInterceptorThatPassesACallOnLater() {
    Interceptor late =
        (EngineCall call, Interceptor.Next next) -> {
          if (call.argumentIs(0, "GET")) {
            new Thread(() -> next.proceed(call)).start();
          } else {
            next.proceed(call);
          }
        };
    try (TestNode node = new TestNode(options -> options.first = late);
        RespClient client = node.connect()) {
      client.call("SET", "a", "1");
      assertThat(client.call("GET", "a")).isEqualTo("$1");
      client.call("MULTI");
      client.call("GET", "a");
      client.call("PING");
      assertThat(client.call("EXEC")).isEqualTo("*[$1 +PONG]");
    }
  }
}
