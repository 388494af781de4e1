package io.ember.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.LocalNode;
import io.ember.cluster.server.RespClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionCommandsTest {
  private static final String ABORTED =
      "-EXECABORT Transaction discarded because of previous errors.";

  private static LocalNode node;
  private RespClient client;
  private RespClient other;

  @BeforeAll
  static void start() {
    node = new LocalNode();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void connect() {
    client = node.connect();
    other = node.connect();
    client.call("FLUSHALL");
  }

  @AfterEach
  void disconnect() {
    client.close();
    other.close();
  }

  @Test
  void executesWhatWasQueued() {
    assertThat(client.call("MULTI")).isEqualTo("+OK");
    assertThat(client.call("SET", "k", "1")).isEqualTo("+QUEUED");
    assertThat(client.call("INCR", "k")).isEqualTo("+QUEUED");
    assertThat(client.call("PING")).isEqualTo("+QUEUED");
    assertThat(other.call("GET", "k")).isEqualTo("nil");

    assertThat(client.call("EXEC")).isEqualTo("*[+OK :2 +PONG]");
    assertThat(client.call("EXEC")).isEqualTo("-ERR EXEC without MULTI");
  }

  @Test
  void anErrorAtExecutionStopsNothing() {
    client.call("MULTI");
    client.call("SET", "k", "text");
    client.call("INCR", "k");
    client.call("GET", "k");

    assertThat(client.call("EXEC"))
        .isEqualTo("*[+OK -ERR value is not an integer or out of range $text]");
  }

  @Test
  void discardsWhatWasQueued() {
    client.call("MULTI");
    client.call("SET", "k", "1");

    assertThat(client.call("DISCARD")).isEqualTo("+OK");
    assertThat(client.call("GET", "k")).isEqualTo("nil");
    assertThat(client.call("DISCARD")).isEqualTo("-ERR DISCARD without MULTI");
  }

  @Test
  void aCommandThatCannotBeQueuedAbortsAll() {
    client.call("MULTI");
    client.call("SET", "k", "1");
    assertThat(client.call("GET")).isEqualTo("-ERR wrong number of arguments for 'get' command");
    assertThat(client.call("EXEC")).isEqualTo(ABORTED);

    client.call("MULTI");
    assertThat(client.call("NOSUCH", "a"))
        .isEqualTo("-ERR unknown command 'NOSUCH', with args beginning with: 'a' ");
    assertThat(client.call("EXEC")).isEqualTo(ABORTED);

    assertThat(client.call("GET", "k")).isEqualTo("nil");
  }

  @Test
  void whatIsOnlyOutOfPlaceAbortsNothing() {
    client.call("MULTI");
    assertThat(client.call("MULTI")).isEqualTo("-ERR MULTI calls can not be nested");
    assertThat(client.call("WATCH", "k")).isEqualTo("-ERR WATCH inside MULTI is not allowed");
    assertThat(client.call("EXEC")).isEqualTo("*[]");
  }

  @Test
  void anExecWithArgumentsEndsTheTransaction() {
    client.call("MULTI");

    assertThat(client.call("EXEC", "x"))
        .isEqualTo(
            "-EXECABORT Transaction discarded because of: wrong number of arguments for 'exec'"
                + " command");
    assertThat(client.call("EXEC")).isEqualTo("-ERR EXEC without MULTI");
  }

  @Test
  void keysOfATransactionHaveToShareASlot() {
    client.call("MULTI");
    assertThat(client.call("SET", "a", "1")).isEqualTo("+QUEUED");
    assertThat(client.call("SET", "b", "1")).isEqualTo("+QUEUED");
    assertThat(client.call("EXEC"))
        .isEqualTo("-CROSSSLOT Keys in request don't hash to the same slot");
    assertThat(client.call("GET", "a")).isEqualTo("nil");

    client.call("MULTI");
    assertThat(client.call("MSET", "a", "1", "b", "2"))
        .isEqualTo("-CROSSSLOT Keys in request don't hash to the same slot");
    assertThat(client.call("EXEC")).isEqualTo(ABORTED);
  }

  @Test
  void aWatchedKeyThatChangedStopsTheTransaction() {
    client.call("SET", "k", "1");
    assertThat(client.call("WATCH", "k")).isEqualTo("+OK");
    other.call("SET", "k", "2");
    client.call("MULTI");
    client.call("SET", "k", "3");

    assertThat(client.call("EXEC")).isEqualTo("nil");
    assertThat(client.call("GET", "k")).isEqualTo("$2");
  }

  @Test
  void watchesEndWithExecDiscardAndUnwatch() {
    for (String end : new String[] {"EXEC", "DISCARD", "UNWATCH"}) {
      client.call("WATCH", "k");
      if (!end.equals("UNWATCH")) {
        client.call("MULTI");
      }
      client.call(end);
      other.call("INCR", "k");
      client.call("MULTI");
      client.call("PING");

      assertThat(client.call("EXEC")).as(end).isEqualTo("*[+PONG]");
    }
  }

  @Test
  void watchedKeysMayBeInDifferentSlots() {
    client.call("WATCH", "a");
    client.call("WATCH", "b");
    other.call("SET", "b", "1");
    client.call("MULTI");
    client.call("GET", "a");

    assertThat(client.call("EXEC")).isEqualTo("nil");
  }

  @Test
  void subscriptionsInATransactionAnswerAsRedisDoes() {
    client.call("MULTI");
    client.call("SUBSCRIBE", "c");
    client.call("PING");

    assertThat(client.call("EXEC")).isEqualTo("*[*[$subscribe $c :1] *[$pong $]]");
  }

  @Test
  void aConnectionThatClosesInATransactionHasDoneNothing() {
    client.call("MULTI");
    client.call("SET", "k", "1");

    assertThat(client.call("QUIT")).isEqualTo("+OK");
    assertThat(client.reply()).isEqualTo("closed");
    assertThat(other.call("GET", "k")).isEqualTo("nil");
  }
}
