package io.ember.cluster.bus;

import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.engine.ConfigException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a node says to others and hears from them. Every method may be called by any thread and
 * returns at once; the {@link BusHandler} is called by the loops of the bus, which must not wait,
 * and futures are completed by them as well.
 *
 * <p>What cannot be sent is refused at once, with {@code false} or a {@link BusException} that says
 * whether it may have arrived. Nothing is retried here: a retry that is safe is known only to who
 * sends.
 */
public interface Bus extends AutoCloseable {
  /**
   * Begins to listen.
   *
   * @throws ConfigException if the port cannot be had, or it would listen beyond loopback without a
   *     secret
   */
  void start(BusHandler handler);

  /** Has each thread of the bus do something, soon. */
  void onEachThread(Runnable task);

  /** {@return the port of both TCP and UDP} */
  int port();

  /** {@return who this node says that it is} */
  BusIdentity self();

  /**
   * Makes this node somebody else: it joined another cluster, or was reset. Closes every
   * connection, since they were opened under the old name.
   */
  void become(BusIdentity identity);

  /** Enters where a node listens into the address book, or corrects it. */
  void peer(NodeId node, Endpoint address);

  /** Strikes a node from the address book and closes the connections to it. */
  void forget(NodeId node);

  /**
   * Breaks the connections to and from a node, as a network could; what is under way on them is
   * lost, and new ones are opened when there is something to say.
   */
  void breakLinks(NodeId node);

  /** {@return where a node listens, if the address book has it} */
  Optional<Endpoint> address(NodeId node);

  /**
   * Sends a datagram of at most {@link DatagramSeal#MAX_PAYLOAD_BYTES}, which arrives once or
   * never.
   *
   * @return false if it was dropped here: too long, or too many wait
   */
  boolean sendDatagram(Endpoint to, NodeId receiver, byte[] payload);

  /**
   * Sends a frame that nobody answers. Frames of one link arrive in order; those under way are lost
   * with the connection.
   *
   * @return false if it was dropped here: too long, the queue is full, the node is not in the
   *     address book, or it did not let itself be reached a moment ago
   */
  boolean send(NodeId to, Link link, int type, byte[] payload);

  /** {@return where memory of bulks comes from} */
  BulkPool bulks();

  /**
   * Sends a frame over {@link Link#DATA} whose payload is in memory that is used again; the bulk is
   * released here, whatever becomes of it.
   *
   * @param type {@link FrameTypes#REPLICATION_BUNDLE} or {@link FrameTypes#MIGRATION}
   * @return as {@link #send(NodeId, Link, int, byte[])}
   */
  boolean sendBulk(NodeId to, int type, Bulk bulk);

  /**
   * Sends a frame and waits for the answer.
   *
   * @return the answer, or exceptionally a {@link BusException}
   */
  CompletableFuture<byte[]> request(NodeId to, Link link, int type, byte[] payload, long timeoutMs);

  /** As {@link #send(NodeId, Link, int, byte[])}, over control, to whoever listens there. */
  boolean send(Endpoint to, int type, byte[] payload);

  /**
   * Asks whoever listens there, over control. It may be of another cluster that shares the secret;
   * then only {@linkplain FrameTypes#isJoin join frames} are carried.
   *
   * @return the answer and who gave it, or exceptionally a {@link BusException}
   */
  CompletableFuture<BusAnswer> request(Endpoint to, int type, byte[] payload, long timeoutMs);

  /** {@return what was sent, received and refused} */
  BusCounters counters();

  /** {@return the connections that are open and proved} */
  Collection<LinkFigures> links();

  /** Ends everything; what still waits fails. */
  @Override
  void close();
}
