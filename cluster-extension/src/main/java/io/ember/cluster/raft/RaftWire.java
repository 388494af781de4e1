package io.ember.cluster.raft;

import io.ember.cluster.model.NodeId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The requests and answers of the log that are not Ratis' own, as bytes. Each request begins with
 * the cluster's id, so that nodes of two clusters never mix their logs. Stateless.
 */
final class RaftWire {
  private RaftWire() {}

  /** A proposal on its way; {@code hops} says how many nodes may pass it on. */
  record Propose(int hops, byte[] entry) {}

  /** What a node says about a proposal. */
  sealed interface ProposeAnswer {
    /** See {@link ProposalResult.Applied}. */
    record Applied(ProposalResult.Applied result) implements ProposeAnswer {}

    /** It is not in the log by this way, for certain; here is whom to ask, if that is known. */
    record NotLeader(Optional<NodeId> leader) implements ProposeAnswer {}

    /** See {@link RaftProposalError.Undecided}. */
    record Undecided(String reason) implements ProposeAnswer {}
  }

  /** A change of the voters, or with {@code transfer} of the leader. */
  record Change(Set<NodeId> nodes) {}

  /** Asks for what follows an entry, and waits for it. */
  record FeedRequest(long after, int waitMs) {}

  /**
   * What a node feeds another.
   *
   * @param leader whom it takes for the leader
   * @param voters whom it takes for the voters
   * @param snapshot if the entries are not kept any more
   */
  record FeedAnswer(
      Optional<NodeId> leader,
      Set<NodeId> voters,
      Optional<byte[]> snapshot,
      List<AppliedEntry> entries) {}

  /**
   * The last committed group that a node knows.
   *
   * @param index of the entry, -1 if it knows none
   * @param raftIds of its voters
   */
  record VotersAnswer(long index, Set<String> raftIds) {}

  private interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  private static byte[] bytes(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static <T> T parse(byte[] bytes, Reader<T> reader) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return reader.read(in);
    } catch (IllegalArgumentException e) {
      throw new IOException("nonsense in " + bytes.length + " bytes: " + e.getMessage(), e);
    }
  }

  static byte[] inCluster(UUID cluster, byte[] body) {
    return bytes(
        out -> {
          out.writeLong(cluster.getMostSignificantBits());
          out.writeLong(cluster.getLeastSignificantBits());
          out.write(body);
        });
  }

  /**
   * {@return a request without the cluster's id}
   *
   * @throws IOException if it is meant for another cluster
   */
  static byte[] body(UUID cluster, byte[] request) throws IOException {
    return parse(
        request,
        in -> {
          UUID meant = new UUID(in.readLong(), in.readLong());
          if (!meant.equals(cluster)) {
            throw new IOException("meant for cluster " + meant + ", this is " + cluster);
          }
          return in.readAllBytes();
        });
  }

  static byte[] encode(Propose propose) {
    return bytes(
        out -> {
          out.writeByte(propose.hops());
          out.write(propose.entry());
        });
  }

  static Propose propose(byte[] bytes) throws IOException {
    return parse(bytes, in -> new Propose(in.readUnsignedByte(), in.readAllBytes()));
  }

  static byte[] encode(ProposeAnswer answer) {
    return bytes(
        out -> {
          if (answer instanceof ProposeAnswer.Applied applied) {
            out.writeByte(0);
            out.writeLong(applied.result().index());
            out.writeLong(applied.result().term());
            out.write(applied.result().answer());
          } else if (answer instanceof ProposeAnswer.NotLeader notLeader) {
            out.writeByte(1);
            writeNode(out, notLeader.leader());
          } else if (answer instanceof ProposeAnswer.Undecided undecided) {
            out.writeByte(2);
            writeText(out, undecided.reason());
          } else {
            throw new AssertionError(answer);
          }
        });
  }

  static ProposeAnswer proposeAnswer(byte[] bytes) throws IOException {
    return RaftWire.<ProposeAnswer>parse(
        bytes,
        in -> {
          int kind = in.readUnsignedByte();
          return switch (kind) {
            case 0 ->
                new ProposeAnswer.Applied(
                    new ProposalResult.Applied(in.readLong(), in.readLong(), in.readAllBytes()));
            case 1 -> new ProposeAnswer.NotLeader(readNode(in));
            case 2 -> new ProposeAnswer.Undecided(readText(in));
            default -> throw new IOException("unknown answer: " + kind);
          };
        });
  }

  static byte[] encode(Change change) {
    return bytes(out -> writeNodes(out, change.nodes()));
  }

  static Change change(byte[] bytes) throws IOException {
    return parse(bytes, in -> new Change(readNodes(in)));
  }

  static byte[] encode(VoterChange result) {
    return bytes(
        out -> {
          if (result instanceof VoterChange.Done done) {
            out.writeByte(0);
            writeNodes(out, done.voters());
          } else if (result instanceof VoterChange.Refused refused) {
            out.writeByte(1);
            writeText(out, refused.reason());
          } else {
            throw new AssertionError(result);
          }
        });
  }

  static VoterChange voterChange(byte[] bytes) throws IOException {
    return RaftWire.<VoterChange>parse(
        bytes,
        in ->
            in.readUnsignedByte() == 0
                ? new VoterChange.Done(readNodes(in))
                : new VoterChange.Refused(readText(in)));
  }

  static byte[] encodeGeneration(long generation) {
    return bytes(out -> out.writeLong(generation));
  }

  static long generation(byte[] bytes) throws IOException {
    return parse(bytes, DataInputStream::readLong);
  }

  static byte[] encode(FeedRequest request) {
    return bytes(
        out -> {
          out.writeLong(request.after());
          out.writeInt(request.waitMs());
        });
  }

  static FeedRequest feedRequest(byte[] bytes) throws IOException {
    return parse(bytes, in -> new FeedRequest(in.readLong(), in.readInt()));
  }

  static byte[] encode(FeedAnswer answer) {
    return bytes(
        out -> {
          writeNode(out, answer.leader());
          writeNodes(out, answer.voters());
          byte[] snapshot = answer.snapshot().orElse(new byte[0]);
          out.writeInt(snapshot.length);
          out.write(snapshot);
          out.writeInt(answer.entries().size());
          for (AppliedEntry entry : answer.entries()) {
            out.writeLong(entry.previousIndex());
            out.writeLong(entry.position().term());
            out.writeLong(entry.position().index());
            out.writeInt(entry.payload().length);
            out.write(entry.payload());
          }
        });
  }

  static FeedAnswer feedAnswer(byte[] bytes) throws IOException {
    return parse(
        bytes,
        in -> {
          Optional<NodeId> leader = readNode(in);
          Set<NodeId> voters = readNodes(in);
          byte[] snapshot = block(in);
          List<AppliedEntry> entries = new ArrayList<>();
          for (int count = in.readInt(); count > 0; count--) {
            long previous = in.readLong();
            LogPosition position = new LogPosition(in.readLong(), in.readLong());
            entries.add(new AppliedEntry(previous, position, block(in)));
          }
          return new FeedAnswer(
              leader,
              voters,
              snapshot.length == 0 ? Optional.empty() : Optional.of(snapshot),
              entries);
        });
  }

  static byte[] encode(VotersAnswer answer) {
    return bytes(
        out -> {
          out.writeLong(answer.index());
          out.writeInt(answer.raftIds().size());
          for (String id : answer.raftIds()) {
            writeText(out, id);
          }
        });
  }

  static VotersAnswer votersAnswer(byte[] bytes) throws IOException {
    return parse(
        bytes,
        in -> {
          long index = in.readLong();
          Set<String> ids = new LinkedHashSet<>();
          for (int count = in.readInt(); count > 0; count--) {
            ids.add(readText(in));
          }
          return new VotersAnswer(index, ids);
        });
  }

  /** Reads a block whose length is checked against what is there before room is made for it. */
  private static byte[] block(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("a block of " + length + " bytes, " + in.available() + " are there");
    }
    byte[] block = new byte[length];
    in.readFully(block);
    return block;
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(block(in), StandardCharsets.UTF_8);
  }

  private static void writeNode(DataOutputStream out, Optional<NodeId> node) throws IOException {
    writeNodes(out, node.map(Set::of).orElse(Set.of()));
  }

  private static Optional<NodeId> readNode(DataInputStream in) throws IOException {
    return readNodes(in).stream().findFirst();
  }

  private static void writeNodes(DataOutputStream out, Set<NodeId> nodes) throws IOException {
    out.writeInt(nodes.size());
    for (NodeId node : nodes) {
      out.writeLong(node.uuid().getMostSignificantBits());
      out.writeLong(node.uuid().getLeastSignificantBits());
    }
  }

  private static Set<NodeId> readNodes(DataInputStream in) throws IOException {
    Set<NodeId> nodes = new LinkedHashSet<>();
    for (int count = in.readInt(); count > 0; count--) {
      nodes.add(new NodeId(new UUID(in.readLong(), in.readLong())));
    }
    return nodes;
  }
}
