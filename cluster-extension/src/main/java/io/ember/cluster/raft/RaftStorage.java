package io.ember.cluster.raft;

import io.ember.cluster.model.NodeId;
import io.ember.engine.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Raft directory of a node: one subdirectory for each generation, of which only the current one
 * is used.
 *
 * <p>A generation is counted durably before its directory is made, and never again: whoever finds
 * its directory missing or damaged goes on under the next. A directory that may have acknowledged
 * what it cannot read any more is set aside, never read past. One thread at a time.
 */
public final class RaftStorage {
  private static final Logger LOG = LoggerFactory.getLogger(RaftStorage.class);
  private static final String SET_ASIDE = "damaged-";

  private final Path directory;
  private final NodeId node;
  private final UUID cluster;
  private final RaftGenerations generations;

  /**
   * @param directory of the node's Raft, made if it is missing; the node has locked it
   * @param node whose it is
   * @param cluster whose log it is; the directories of another cluster's are not looked at
   * @param generations survive the loss of the directory: they are kept elsewhere
   */
  public RaftStorage(Path directory, NodeId node, UUID cluster, RaftGenerations generations) {
    this.directory = directory;
    this.node = node;
    this.cluster = cluster;
    this.generations = generations;
  }

  NodeId node() {
    return node;
  }

  UUID cluster() {
    return cluster;
  }

  /** {@return where Ratis keeps the files of a member} */
  Path directoryOf(RaftMember member) {
    return directory.resolve(Long.toString(member.generation()));
  }

  /**
   * Checks what is on disk.
   *
   * @return the member that can go on from it; null if the node has to begin anew, as it does when
   *     a damaged directory was set aside
   * @throws StoreException if the directory is damaged, and the node is the only voter: nobody else
   *     has what it acknowledged, so the operator decides
   */
  @Nullable RaftMember recover() {
    long generation = generations.current();
    if (generation == 0) {
      return null;
    }
    RaftMember member = new RaftMember(node, generation);
    if (!Files.isDirectory(group(member))) {
      return null;
    }
    try {
      check(member).ifPresent(LOG::warn);
      return member;
    } catch (IOException e) {
      if (isOnlyVoter(member)) {
        throw new StoreException(
            e.getMessage()
                + ". This node is the only voter of its cluster, nobody else has what the log held."
                + " Restore the directory from a copy, or remove it to begin anew without it.",
            e);
      }
      setAside(member, e);
      return null;
    }
  }

  private Optional<String> check(RaftMember member) throws IOException {
    Path current = group(member).resolve("current");
    if (!Files.isDirectory(current)) {
      return Optional.empty();
    }
    long snapshotIndex = SnapshotFiles.checkLatest(group(member).resolve("sm"));
    Optional<String> cut = LogFiles.check(current, snapshotIndex);
    Path meta = current.resolve("raft-meta");
    if (!Files.exists(meta) && holdsFiles(current)) {
      throw new RaftDiskError(meta, 0, "it is missing, and there is a log");
    }
    if (Files.exists(meta) && !Files.readString(meta).contains("votedFor=")) {
      throw new RaftDiskError(meta, 0, "term or vote is missing");
    }
    return cut;
  }

  private static boolean holdsFiles(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      return files.iterator().hasNext();
    }
  }

  /** {@return the next generation, which nothing has ever been acknowledged under} */
  RaftMember begin() {
    RaftMember member = new RaftMember(node, generations.current() + 1);
    generations.save(member.generation());
    Path fresh = directoryOf(member);
    try {
      if (Files.exists(fresh)) {
        setAside(member, new IOException("left behind by a count that was lost"));
      }
      Files.createDirectories(fresh);
    } catch (IOException e) {
      throw new StoreException("cannot make " + fresh + ": " + e.getMessage(), e);
    }
    return member;
  }

  /** {@return whether the node ever had a Raft directory} */
  boolean everUsed() {
    return generations.current() > 0;
  }

  /** Deletes the directory of a member that the group has let go. */
  void retire(RaftMember member) {
    Path gone = directoryOf(member);
    try {
      delete(gone);
    } catch (IOException e) {
      // It is never used again; it only takes room.
      LOG.warn("cannot delete {}: {}", gone, e.getMessage());
    }
  }

  /** Deletes every directory: the node has given its group up for good. */
  public void retireAll() {
    try {
      if (Files.exists(directory)) {
        delete(directory);
      }
    } catch (IOException e) {
      throw new StoreException("cannot delete " + directory + ": " + e.getMessage(), e);
    }
  }

  private void setAside(RaftMember member, IOException reason) {
    Path from = directoryOf(member);
    Path to = directory.resolve(SET_ASIDE + member.generation() + "-" + System.currentTimeMillis());
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      e.addSuppressed(reason);
      throw new StoreException("cannot set " + from + " aside: " + e.getMessage(), e);
    }
    LOG.error(
        "raft directory set aside as {}: {}. The node follows the others and can be made a voter"
            + " again, under a new raft id",
        to,
        reason.getMessage());
  }

  /**
   * {@return whether the last committed group that is on disk has no other voter} Damage to that
   * file counts as such: better one refused start than a forgotten log.
   */
  private boolean isOnlyVoter(RaftMember member) {
    Path file = group(member).resolve("current").resolve("raft-meta.conf");
    try {
      RaftConfigurationProto group =
          LogEntryProto.parseFrom(Files.readAllBytes(file)).getConfigurationEntry();
      return Stream.concat(group.getPeersList().stream(), group.getOldPeersList().stream())
          .allMatch(voter -> voter.getId().toStringUtf8().equals(member.raftId()));
    } catch (IOException e) {
      return true;
    }
  }

  private Path group(RaftMember member) {
    return directoryOf(member).resolve(cluster.toString());
  }

  private static void delete(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path done, @Nullable IOException failure)
              throws IOException {
            Files.delete(done);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
