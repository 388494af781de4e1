package io.ember.cluster.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.Eventually;
import io.ember.cluster.LocalNode;
import io.ember.cluster.server.RespClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PubSubCommandsTest {
  private static LocalNode node;
  private RespClient subscriber;
  private RespClient publisher;

  @BeforeAll
  static void start() {
    node = new LocalNode("ember.client.loops", "2");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void connect() {
    subscriber = node.connect();
    publisher = node.connect();
  }

  @AfterEach
  void disconnect() {
    // RESET and not only closing: the next test must not find the subscriptions of this one.
    subscriber.call("RESET");
    subscriber.close();
    publisher.close();
  }

  @Test
  void messagesReachSubscribersOfChannelsAndPatterns() {
    assertThat(subscriber.call("SUBSCRIBE", "news")).isEqualTo("*[$subscribe $news :1]");
    assertThat(subscriber.call("PSUBSCRIBE", "n*s", "[")).isEqualTo("*[$psubscribe $n*s :2]");
    assertThat(subscriber.reply()).isEqualTo("*[$psubscribe $[ :3]");

    assertThat(publisher.call("PUBLISH", "news", "hello")).isEqualTo(":2");
    assertThat(publisher.call("PUBLISH", "new", "hello")).isEqualTo(":0");

    assertThat(subscriber.reply()).isEqualTo("*[$message $news $hello]");
    assertThat(subscriber.reply()).isEqualTo("*[$pmessage $n*s $news $hello]");
  }

  @Test
  void everySubscriptionIsConfirmedAlsoOneThatExists() {
    subscriber.send("SUBSCRIBE", "a", "b", "a");
    subscriber.flush();

    assertThat(subscriber.reply()).isEqualTo("*[$subscribe $a :1]");
    assertThat(subscriber.reply()).isEqualTo("*[$subscribe $b :2]");
    assertThat(subscriber.reply()).isEqualTo("*[$subscribe $a :2]");
    assertThat(publisher.call("PUBLISH", "a", "m")).isEqualTo(":1");
    assertThat(subscriber.reply()).isEqualTo("*[$message $a $m]");
  }

  @Test
  void unsubscribingNamesWhatEndsOrNothing() {
    assertThat(subscriber.call("UNSUBSCRIBE")).isEqualTo("*[$unsubscribe nil :0]");
    assertThat(subscriber.call("PUNSUBSCRIBE", "p")).isEqualTo("*[$punsubscribe $p :0]");
    subscriber.send("SUBSCRIBE", "a", "b");
    subscriber.send("UNSUBSCRIBE");
    subscriber.flush();
    subscriber.reply();
    subscriber.reply();

    assertThat(subscriber.reply()).isEqualTo("*[$unsubscribe $a :1]");
    assertThat(subscriber.reply()).isEqualTo("*[$unsubscribe $b :0]");
    assertThat(publisher.call("PUBLISH", "a", "m")).isEqualTo(":0");
    assertThat(subscriber.call("GET", "no such key")).isEqualTo("nil");
  }

  @Test
  void shardChannelsAreAWorldOfTheirOwn() {
    assertThat(subscriber.call("SSUBSCRIBE", "{t}1", "{t}2")).isEqualTo("*[$ssubscribe ${t}1 :1]");
    assertThat(subscriber.reply()).isEqualTo("*[$ssubscribe ${t}2 :2]");

    assertThat(publisher.call("PUBLISH", "{t}1", "m")).isEqualTo(":0");
    assertThat(publisher.call("SPUBLISH", "{t}1", "m")).isEqualTo(":1");
    assertThat(subscriber.reply()).isEqualTo("*[$smessage ${t}1 $m]");

    assertThat(subscriber.call("SUBSCRIBE", "c")).isEqualTo("*[$subscribe $c :1]");
    assertThat(subscriber.call("SUNSUBSCRIBE", "{t}1")).isEqualTo("*[$sunsubscribe ${t}1 :1]");
    assertThat(subscriber.call("SUNSUBSCRIBE")).isEqualTo("*[$sunsubscribe ${t}2 :0]");
  }

  @Test
  void shardChannelsOfOneCallHaveToShareASlot() {
    assertThat(subscriber.call("SSUBSCRIBE", "a", "b"))
        .isEqualTo("-CROSSSLOT Keys in request don't hash to the same slot");
  }

  @Test
  void aSubscriberOfResp2MayOnlyDoWhatBelongsToIt() {
    subscriber.call("SUBSCRIBE", "c");

    assertThat(subscriber.call("GET", "k"))
        .isEqualTo(
            "-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET"
                + " are allowed in this context");
    assertThat(subscriber.call("CLIENT", "LIST")).startsWith("-ERR Can't execute 'client|list'");
    assertThat(subscriber.call("PING")).isEqualTo("*[$pong $]");
    assertThat(subscriber.call("PING", "x")).isEqualTo("*[$pong $x]");
    assertThat(subscriber.call("UNSUBSCRIBE", "c")).isEqualTo("*[$unsubscribe $c :0]");
    assertThat(subscriber.call("GET", "no such key")).isEqualTo("nil");
  }

  @Test
  void aSubscriberOfResp3GetsPushesBetweenReplies() {
    subscriber.call("HELLO", "3");
    assertThat(subscriber.call("SUBSCRIBE", "c")).isEqualTo(">[$subscribe $c :1]");
    publisher.call("PUBLISH", "c", "1");

    assertThat(subscriber.reply()).isEqualTo(">[$message $c $1]");
    assertThat(subscriber.call("PING")).isEqualTo("+PONG");
    assertThat(subscriber.call("SET", "k", "v")).isEqualTo("+OK");
  }

  @Test
  void whoPublishesToItselfGetsTheReplyFirst() {
    subscriber.call("HELLO", "3");
    subscriber.call("SUBSCRIBE", "c");

    assertThat(subscriber.call("PUBLISH", "c", "m")).isEqualTo(":1");
    assertThat(subscriber.reply()).isEqualTo(">[$message $c $m]");
  }

  @Test
  void messagesOfOnePublisherArriveInTheirOrder() {
    subscriber.call("SUBSCRIBE", "c");
    for (int i = 0; i < 5000; i++) {
      publisher.send("PUBLISH", "c", Integer.toString(i));
    }
    publisher.flush();

    for (int i = 0; i < 5000; i++) {
      assertThat(subscriber.reply()).isEqualTo("*[$message $c $" + i + "]");
      assertThat(publisher.reply()).isEqualTo(":1");
    }
  }

  @Test
  void aMessageNeverComesBeforeItsSubscriptionIsConfirmed() {
    for (int i = 0; i < 200; i++) {
      String channel = "race" + i;
      for (int j = 0; j < 50; j++) {
        publisher.send("PUBLISH", channel, "m");
      }
      publisher.flush();
      assertThat(subscriber.call("SUBSCRIBE", channel)).startsWith("*[$subscribe $" + channel);
      int received = 0;
      for (int j = 0; j < 50; j++) {
        received += publisher.reply().equals(":1") ? 1 : 0;
      }
      for (int j = 0; j < received; j++) {
        assertThat(subscriber.reply()).isEqualTo("*[$message $" + channel + " $m]");
      }
      assertThat(subscriber.call("UNSUBSCRIBE", channel)).startsWith("*[$unsubscribe $" + channel);
    }
  }

  @Test
  void publishWorksInATransaction() {
    subscriber.call("SUBSCRIBE", "c");
    publisher.call("MULTI");
    publisher.call("PUBLISH", "c", "1");
    publisher.call("PUBLISH", "c", "2");

    assertThat(publisher.call("EXEC")).isEqualTo("*[:1 :1]");
    assertThat(subscriber.reply()).isEqualTo("*[$message $c $1]");
    assertThat(subscriber.reply()).isEqualTo("*[$message $c $2]");
  }

  @Test
  void embeddedCodeCanPublish() {
    subscriber.call("SUBSCRIBE", "c");

    assertThat(node.engine().call("PUBLISH", "c", "from within"))
        .isEqualTo(new io.ember.engine.Reply.Int(1));
    assertThat(subscriber.reply()).isEqualTo("*[$message $c $from within]");
  }

  @Test
  void pubsubTellsWhatIsSubscribedTo() {
    subscriber.call("SUBSCRIBE", "news.a");
    subscriber.call("PSUBSCRIBE", "news.*");
    subscriber.call("SSUBSCRIBE", "shard");

    assertThat(publisher.call("PUBSUB", "CHANNELS")).contains("$news.a");
    assertThat(publisher.call("PUBSUB", "CHANNELS", "news.?")).isEqualTo("*[$news.a]");
    assertThat(publisher.call("PUBSUB", "CHANNELS", "other*")).isEqualTo("*[]");
    assertThat(publisher.call("PUBSUB", "NUMSUB", "news.a", "x")).isEqualTo("*[$news.a :1 $x :0]");
    assertThat(publisher.call("PUBSUB", "NUMSUB")).isEqualTo("*[]");
    assertThat(publisher.call("PUBSUB", "NUMPAT")).isEqualTo(":1");
    assertThat(publisher.call("PUBSUB", "SHARDCHANNELS")).isEqualTo("*[$shard]");
    assertThat(publisher.call("PUBSUB", "SHARDNUMSUB", "shard")).isEqualTo("*[$shard :1]");
    assertThat(publisher.call("PUBSUB", "CHANNELS", "a", "b"))
        .isEqualTo(
            "-ERR unknown subcommand or wrong number of arguments for 'CHANNELS'. Try PUBSUB"
                + " HELP.");
    assertThat(publisher.call("PUBSUB", "HELP")).startsWith("*[+PUBSUB <subcommand>");
  }

  @Test
  void aClosedConnectionIsNoSubscriberAnyMore() {
    List<RespClient> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      RespClient client = node.connect();
      client.call("SUBSCRIBE", "closing");
      clients.add(client);
    }
    assertThat(publisher.call("PUBLISH", "closing", "m")).isEqualTo(":10");

    for (RespClient client : clients) {
      client.call("UNSUBSCRIBE"); // the message first
      client.send("QUIT");
      client.flush();
      while (!client.reply().equals("closed")) {
        // what was sent before the end
      }
    }

    Eventually.is(() -> publisher.call("PUBLISH", "closing", "m"), ":0");
  }

  @Test
  void aSubscriberThatDoesNotReadIsClosed() {
    subscriber.call("SUBSCRIBE", "flood");
    String message = "x".repeat(1 << 20);
    String reply = ":1";
    int sent = 0;
    while (reply.equals(":1") && sent < 500) {
      reply = publisher.call("PUBLISH", "flood", message);
      sent++;
    }

    assertThat(reply).isEqualTo(":0");
    assertThat(sent).isGreaterThan(30);
    assertThat(publisher.call("INFO", "stats"))
        .containsPattern("client_output_buffer_limit_disconnections:[1-9]");
    subscriber.close();
    subscriber = node.connect();
  }
}
