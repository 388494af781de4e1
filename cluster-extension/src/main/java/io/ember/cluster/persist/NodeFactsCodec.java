package io.ember.cluster.persist;

import io.ember.cluster.core.election.Vote;
import io.ember.cluster.core.node.Standing;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** {@link NodeFacts} as named values: text, so that a person can read a directory. Stateless. */
final class NodeFactsCodec {
  private static final String NODE_ID = "node-id";
  private static final String SHARD_ID = "shard-id";
  private static final String RUN = "run";
  private static final String BOOTSTRAP = "owns-all-slots";
  private static final String CLUSTER_ID = "cluster-id";
  private static final String INCARNATION = "incarnation";
  private static final String STANDING = "standing";
  private static final String JOINING = "joining";
  private static final String RAFT_GENERATION = "raft-generation";
  private static final String PEERS = "peers";
  private static final String CONFIGURATION = "configuration";
  private static final String VOTES = "votes";

  private NodeFactsCodec() {}

  static Map<String, byte[]> encode(NodeFacts facts) {
    Map<String, byte[]> values = new TreeMap<>();
    values.put(NODE_ID, bytes(facts.identity().nodeId().wireForm()));
    values.put(SHARD_ID, bytes(facts.identity().shardId().wireForm()));
    values.put(RUN, bytes(Long.toString(facts.identity().run())));
    if (facts.bootstrap()) {
      values.put(BOOTSTRAP, new byte[0]);
    }
    values.put(CLUSTER_ID, bytes(facts.clusterId().toString()));
    values.put(INCARNATION, bytes(Long.toString(facts.incarnation())));
    values.put(STANDING, bytes(facts.standing().name().toLowerCase(Locale.ROOT)));
    facts.joining().ifPresent(through -> values.put(JOINING, bytes(through.toString())));
    values.put(RAFT_GENERATION, bytes(Long.toString(facts.raftGeneration())));
    values.put(
        PEERS,
        bytes(
            new TreeMap<>(facts.peers())
                .entrySet().stream()
                    .map(peer -> peer.getKey().wireForm() + "=" + peer.getValue())
                    .collect(Collectors.joining("\n"))));
    values.put(CONFIGURATION, facts.configuration());
    values.put(
        VOTES,
        bytes(facts.votes().stream().map(NodeFactsCodec::line).collect(Collectors.joining("\n"))));
    return values;
  }

  /**
   * {@return the facts}
   *
   * @throws IllegalArgumentException if they are incomplete or damaged
   */
  static NodeFacts decode(Map<String, byte[]> values) {
    NodeIdentity identity =
        new NodeIdentity(
            NodeId.parse(text(values, NODE_ID)),
            NodeId.parse(text(values, SHARD_ID)),
            Long.parseLong(text(values, RUN)));
    return new NodeFacts(
        identity,
        values.containsKey(BOOTSTRAP),
        UUID.fromString(text(values, CLUSTER_ID)),
        Long.parseLong(text(values, INCARNATION)),
        Standing.valueOf(text(values, STANDING).toUpperCase(Locale.ROOT)),
        values.containsKey(JOINING)
            ? Optional.of(Endpoint.parse(text(values, JOINING)))
            : Optional.empty(),
        Long.parseLong(text(values, RAFT_GENERATION)),
        peers(text(values, PEERS)),
        value(values, CONFIGURATION),
        values.containsKey(VOTES) ? votes(text(values, VOTES)) : List.of());
  }

  private static String line(Vote vote) {
    return vote.shard().wireForm()
        + " "
        + vote.epoch()
        + " "
        + vote.round()
        + " "
        + vote.candidate().wireForm();
  }

  private static List<Vote> votes(String lines) {
    List<Vote> votes = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      String[] parts = line.split(" ", -1);
      if (parts.length != 4) {
        throw new IllegalArgumentException("not a vote: " + line);
      }
      votes.add(
          new Vote(
              NodeId.parse(parts[0]),
              Long.parseLong(parts[1]),
              Long.parseLong(parts[2]),
              NodeId.parse(parts[3])));
    }
    return votes;
  }

  private static Map<NodeId, Endpoint> peers(String lines) {
    Map<NodeId, Endpoint> peers = new TreeMap<>();
    for (String line : lines.lines().toList()) {
      int equals = line.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("not a peer: " + line);
      }
      peers.put(
          NodeId.parse(line.substring(0, equals)), Endpoint.parse(line.substring(equals + 1)));
    }
    return peers;
  }

  private static String text(Map<String, byte[]> values, String name) {
    return new String(value(values, name), StandardCharsets.US_ASCII);
  }

  private static byte[] value(Map<String, byte[]> values, String name) {
    byte[] value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
