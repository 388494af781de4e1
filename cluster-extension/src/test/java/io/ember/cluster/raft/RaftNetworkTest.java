package io.ember.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.model.NodeId;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may speak to a voter, and as whom. */
@Tag("alone")
final class RaftNetworkTest {
  @TempDir Path directory;

  private static byte[] vote(RaftCluster cluster, String candidate, String voter) {
    return RequestVoteRequestProto.newBuilder()
        .setServerRequest(
            RaftRpcRequestProto.newBuilder()
                .setRequestorId(ByteString.copyFromUtf8(candidate))
                .setReplyId(ByteString.copyFromUtf8(voter))
                .setRaftGroupId(
                    RaftGroupIdProto.newBuilder()
                        .setId(RaftGroupId.valueOf(cluster.id()).toByteString())))
        .setCandidateTerm(1)
        .setCandidateLastEntry(TermIndexProto.newBuilder().setTerm(1).setIndex(1_000))
        .build()
        .toByteArray();
  }

  private static byte[] ask(RaftCluster cluster, RaftCluster.Member from, NodeId to, byte[] vote) {
    return cluster
        .network
        .of(from.id)
        .call(to, RaftRequests.VOTE, vote, TimeUnit.SECONDS.toMillis(20))
        .join();
  }

  @Test
  void refusesWhatIsMeantForAnEarlierGenerationOfTheNode() throws Exception {
    try (RaftCluster cluster = RaftCluster.of(directory, 3, 3)) {
      RaftCluster.Member leader = cluster.leader();
      RaftCluster.Member other = cluster.allBut(leader).get(0);
      String candidate = leader.node().member().orElseThrow().raftId();
      RaftMember now = other.node().member().orElseThrow();
      String later = new RaftMember(now.node(), now.generation() + 1).raftId();

      assertThatThrownBy(() -> ask(cluster, leader, other.id, vote(cluster, candidate, later)))
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("meant for " + later);
      byte[] answer = ask(cluster, leader, other.id, vote(cluster, candidate, now.raftId()));
      assertThat(RequestVoteReplyProto.parseFrom(answer).getServerReply().getReplyId())
          .isEqualTo(ByteString.copyFromUtf8(now.raftId()));
    }
  }

  @Test
  void letsNoNodeSpeakForAnother() {
    try (RaftCluster cluster = RaftCluster.of(directory, 3, 3)) {
      RaftCluster.Member leader = cluster.leader();
      RaftCluster.Member liar = cluster.allBut(leader).get(0);
      RaftCluster.Member other = cluster.allBut(leader, liar).get(0);
      String claimed = leader.node().member().orElseThrow().raftId();
      String meant = other.node().member().orElseThrow().raftId();

      assertThatThrownBy(() -> ask(cluster, liar, other.id, vote(cluster, claimed, meant)))
          .hasMessageContaining("speaks for " + claimed);
    }
  }

  @Test
  void refusesWhatIsMeantForAnotherCluster() {
    try (RaftCluster cluster = RaftCluster.of(directory, 2, 1)) {
      byte[] request =
          RaftWire.inCluster(new UUID(7, 7), RaftWire.encode(new RaftWire.FeedRequest(0, 0)));

      assertThatThrownBy(
              () ->
                  cluster
                      .network
                      .of(cluster.member(2).id)
                      .call(cluster.member(1).id, RaftRequests.FEED, request, 20_000)
                      .join())
          .hasMessageContaining("meant for cluster");
    }
  }

  @Test
  void answersNonsenseWithAFailureAndGoesOn() {
    try (RaftCluster cluster = RaftCluster.of(directory, 2, 1)) {
      for (int type = 0; type < 40; type++) {
        int number = type;
        assertThatThrownBy(
                () ->
                    cluster
                        .network
                        .of(cluster.member(2).id)
                        .call(cluster.member(1).id, number, new byte[] {9, 9, 9}, 20_000)
                        .join())
            .isInstanceOf(CompletionException.class);
      }

      assertThat(cluster.member(2).apply("goes on")).isEqualTo("1");
    }
  }
}
