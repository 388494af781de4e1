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

  private final DirectoryLock lock;
  private final NodeIdentity identity;

  private NodeStore(DirectoryLock lock, NodeIdentity identity) {
    this.lock = lock;
    this.identity = identity;
  }

  /**
   * Opens the directory, made if it is missing, and counts a run that is on disk when this returns.
   *
   * @throws ConfigException if the directory cannot be used, or another node uses it
   * @throws StoreException if what it holds is damaged
   */
  public static NodeStore open(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new ConfigException("ember.node.dir = " + directory + ": cannot be made: " + e, e);
    }
    DirectoryLock lock = DirectoryLock.acquire(directory);
    try {
      MetadataFile file = new MetadataFile(directory, FILE_NAME);
      NodeIdentity identity =
          file.exists() ? read(directory, file).nextRun() : NodeIdentity.create();
      file.save(encode(identity));
      return new NodeStore(lock, identity);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static NodeIdentity read(Path directory, MetadataFile file) {
    Map<String, byte[]> values = file.load();
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

  private static Map<String, byte[]> encode(NodeIdentity identity) {
    Map<String, byte[]> values = new TreeMap<>();
    values.put(NODE_ID, bytes(identity.nodeId().wireForm()));
    values.put(SHARD_ID, bytes(identity.shardId().wireForm()));
    values.put(RUN, bytes(Long.toString(identity.run())));
    return values;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** {@return who the node is} */
  public NodeIdentity identity() {
    return identity;
  }

  /** Lets others use the directory. */
  @Override
  public void close() {
    lock.close();
  }
}
