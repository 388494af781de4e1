package io.ember.cluster.persist;

import io.ember.engine.ConfigException;
import io.ember.engine.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The directory of a node, {@code ember.node.dir}, locked as long as this is open.
 *
 * <p>A missing identity is made; a damaged one stops the start, because a node that came back under
 * a new name would leave its slots to nobody. Any thread.
 */
public final class NodeStore implements AutoCloseable {
  private static final String FILE_NAME = "node.mapdb";

  private final DirectoryLock lock;
  private final MetadataFile file;
  private NodeFacts facts;

  private NodeStore(DirectoryLock lock, MetadataFile file, NodeFacts facts) {
    this.lock = lock;
    this.file = file;
    this.facts = facts;
  }

  /**
   * Opens the directory, made if it is missing, and counts a run that is on disk when this returns.
   *
   * @param bootstrap whether a node that has never run begins a cluster and owns all slots
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
      NodeFacts facts =
          saved.isEmpty() ? NodeFacts.create(bootstrap) : decode(directory, saved).nextRun();
      NodeStore store = new NodeStore(lock, file, facts);
      store.save(facts);
      return store;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static NodeFacts decode(Path directory, Map<String, byte[]> values) {
    try {
      return NodeFactsCodec.decode(values);
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          "the identity in " + directory.resolve(FILE_NAME) + " is damaged: " + e.getMessage(), e);
    }
  }

  /** {@return what was saved last} */
  public synchronized NodeFacts facts() {
    return facts;
  }

  /**
   * Changes what is known; the change is on disk when this returns.
   *
   * @return what is known now
   * @throws StoreException if it cannot be written
   */
  public synchronized NodeFacts update(UnaryOperator<NodeFacts> change) {
    save(change.apply(facts));
    return facts;
  }

  /**
   * Replaces what is known; it is on disk when this returns, which takes some tens of milliseconds.
   *
   * @throws IllegalArgumentException if the incarnation, the run, or the Raft generation within one
   *     cluster would go back
   * @throws StoreException if it cannot be written; then what was known is still there
   */
  public synchronized void save(NodeFacts next) {
    if (next.incarnation() < facts.incarnation()
        || next.identity().run() < facts.identity().run()
        || (next.raftGeneration() < facts.raftGeneration()
            && next.clusterId().equals(facts.clusterId()))) {
      throw new IllegalArgumentException(
          "incarnation, run or Raft generation would go back: "
              + next.incarnation()
              + ", "
              + next.identity().run()
              + ", "
              + next.raftGeneration());
    }
    file.save(NodeFactsCodec.encode(next));
    facts = next;
  }

  /** Lets others use the directory. */
  @Override
  public void close() {
    lock.close();
  }
}
