package io.ember.cluster.persist;

import io.ember.cluster.model.NodeId;
import io.ember.engine.ConfigException;
import io.ember.engine.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The directory of a node, {@code ember.node.dir}, locked as long as this is open.
 *
 * <p>A missing identity is made; a damaged one stops the start, because a node that came back under
 * a new name would leave its slots to nobody. One thread at a time.
 */
public final class NodeStore implements AutoCloseable {
  private static final String FILE_NAME = "node.mapdb";
  private static final String NODE_ID = "node-id";
  private static final String SHARD_ID = "shard-id";
  private static final String RUN = "run";
  private static final String OWNS_SLOTS = "owns-all-slots";

  private final DirectoryLock lock;
  private final NodeIdentity identity;
  private final boolean ownsAllSlots;

  private NodeStore(DirectoryLock lock, NodeIdentity identity, boolean ownsAllSlots) {
    this.lock = lock;
    this.identity = identity;
    this.ownsAllSlots = ownsAllSlots;
  }

  /**
   * Opens the directory, made if it is missing, and counts a run that is on disk when this returns.
   *
   * @param bootstrap whether the node is to own all slots; once it does, that stays so whatever the
   *     next start says
   * @throws ConfigException if the directory cannot be used, or another node uses it
   * @throws StoreException if what it holds is damaged
   */
  public static NodeStore open(Path directory, boolean bootstrap) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new ConfigException("ember.node.dir = " + directory + ": cannot be made: " + e, e);
    }
    DirectoryLock lock = DirectoryLock.acquire(directory);
    try {
      MetadataFile file = new MetadataFile(directory, FILE_NAME);
      Map<String, byte[]> saved = file.exists() ? file.load() : Map.of();
      NodeIdentity identity =
          saved.isEmpty() ? NodeIdentity.create() : decode(directory, saved).nextRun();
      boolean ownsAllSlots = bootstrap || saved.containsKey(OWNS_SLOTS);
      file.save(encode(identity, ownsAllSlots));
      return new NodeStore(lock, identity, ownsAllSlots);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static NodeIdentity decode(Path directory, Map<String, byte[]> values) {
    try {
      return new NodeIdentity(
          NodeId.parse(text(values, NODE_ID)),
          NodeId.parse(text(values, SHARD_ID)),
          Long.parseLong(text(values, RUN)));
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          "the identity in " + directory.resolve(FILE_NAME) + " is damaged: " + e.getMessage(), e);
    }
  }

  private static String text(Map<String, byte[]> values, String name) {
    byte[] value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return new String(value, StandardCharsets.US_ASCII);
  }

  private static Map<String, byte[]> encode(NodeIdentity identity, boolean ownsAllSlots) {
    Map<String, byte[]> values = new TreeMap<>();
    values.put(NODE_ID, bytes(identity.nodeId().wireForm()));
    values.put(SHARD_ID, bytes(identity.shardId().wireForm()));
    values.put(RUN, bytes(Long.toString(identity.run())));
    if (ownsAllSlots) {
      values.put(OWNS_SLOTS, new byte[0]);
    }
    return values;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** {@return who the node is} */
  public NodeIdentity identity() {
    return identity;
  }

  /** {@return whether the node owns all slots of the cluster that it began} */
  public boolean ownsAllSlots() {
    return ownsAllSlots;
  }

  /** Lets others use the directory. */
  @Override
  public void close() {
    lock.close();
  }
}
