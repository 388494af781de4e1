package io.ember.cluster.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.Eventually;
import io.ember.cluster.LocalNode;
import io.ember.cluster.server.RespClient;
import org.junit.jupiter.api.Test;

/** Channels of a shard, in a cluster of a primary, its replica and a node of another shard. */
class ShardChannelsTest {
  private static LocalNode joined(LocalNode first) {
    return new LocalNode(
        "ember.cluster.bootstrap", "false", "ember.cluster.seeds", "127.0.0.1:" + first.busPort());
  }

  @Test
  void aMessageReachesTheSubscribersOfTheShardAndNobodyElse() {
    try (LocalNode primary = new LocalNode();
        LocalNode replica = joined(primary);
        LocalNode other = joined(primary);
        RespClient toPrimary = primary.connect();
        RespClient toReplica = replica.connect();
        RespClient toOther = other.connect();
        RespClient subscriber = replica.connect();
        RespClient second = primary.connect()) {
      String id = toPrimary.call("CLUSTER", "MYID").substring(1);
      for (RespClient node : new RespClient[] {toPrimary, toReplica, toOther}) {
        Eventually.is(() -> node.call("CLUSTER", "INFO").contains("cluster_known_nodes:3"), true);
      }
      Eventually.is(() -> toReplica.call("CLUSTER", "REPLICATE", id), "+OK");

      Eventually.is(() -> toPrimary.call("CLUSTER", "REPLICAS", id).startsWith("*[$"), true);
      Eventually.is(() -> subscriber.call("SSUBSCRIBE", "news"), "*[$ssubscribe $news :1]");
      assertThat(second.call("SSUBSCRIBE", "news")).isEqualTo("*[$ssubscribe $news :1]");
      assertThat(toOther.call("SSUBSCRIBE", "news")).startsWith("-MOVED");
      assertThat(toOther.call("SPUBLISH", "news", "x")).startsWith("-MOVED");
      assertThat(toPrimary.call("SPUBLISH", "news", "hello")).isEqualTo(":1");

      assertThat(subscriber.reply()).isEqualTo("*[$smessage $news $hello]");
      assertThat(second.reply()).isEqualTo("*[$smessage $news $hello]");
      assertThat(toReplica.call("SPUBLISH", "news", "again")).isEqualTo(":1");
      assertThat(subscriber.reply()).isEqualTo("*[$smessage $news $again]");
      assertThat(second.reply()).isEqualTo("*[$smessage $news $again]");
      assertThat(toReplica.call("GET", "news")).startsWith("-MOVED");
    }
  }
}
