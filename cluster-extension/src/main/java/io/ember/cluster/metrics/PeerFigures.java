package io.ember.cluster.metrics;

import io.ember.cluster.bus.Bus;
import io.ember.cluster.bus.FrameTypes;
import io.ember.cluster.bus.Link;
import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.NodeId;
import io.ember.engine.ProtocolException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The figures of the other nodes, as they told them a moment ago. They are asked only while
 * somebody looks at the status page, at most once in {@value #PERIOD_MS} ms however many look, and
 * nobody waits for the answers: the next look shows them. Owner thread: the status port's; answers
 * come on loops of the bus.
 */
public final class PeerFigures {
  /** The type of the frame that asks; it has no content. */
  public static final int FRAME_TYPE = FrameTypes.FIGURES;

  private static final Logger LOG = LoggerFactory.getLogger(PeerFigures.class);
  private static final int PERIOD_MS = 900;
  private static final int TIMEOUT_MS = 2_000;
  private static final long STALE_NS = TimeUnit.SECONDS.toNanos(5);
  private static final byte[] QUESTION = {};

  /**
   * @param arrivedNs by the clock of this node
   */
  private record Told(NodeFigures figures, long arrivedNs) {}

  private final Optional<Bus> bus;
  private final Map<NodeId, Told> told = new ConcurrentHashMap<>();
  private long askedNs = System.nanoTime() - STALE_NS;

  /**
   * @param bus none for a single engine, which has no peers
   */
  PeerFigures(Optional<Bus> bus) {
    this.bus = bus;
  }

  /** Asks those that seem alive, unless that was done a moment ago. */
  void refresh(ClusterState state, long nowNs) {
    if (nowNs - askedNs < TimeUnit.MILLISECONDS.toNanos(PERIOD_MS)) {
      return;
    }
    askedNs = nowNs;
    told.values().removeIf(each -> nowNs - each.arrivedNs > STALE_NS);
    bus.ifPresent(way -> state.nodes().values().forEach(node -> ask(way, node)));
  }

  private void ask(Bus way, ClusterNode node) {
    if (node.flags().myself() || node.flags().failed()) {
      return;
    }
    way.request(node.id(), Link.CONTROL, FRAME_TYPE, QUESTION, TIMEOUT_MS)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                take(node.id(), answer);
              }
            });
  }

  private void take(NodeId node, byte[] answer) {
    try {
      told.put(node, new Told(FiguresCodec.decode(answer), System.nanoTime()));
    } catch (ProtocolException e) {
      // A node of another version, most likely: the page shows it without figures.
      LOG.debug("figures of node {} cannot be read: {}", node, e.getMessage());
    }
  }

  /** {@return what a node told a moment ago; nothing if it has not} */
  Optional<NodeFigures> of(NodeId node, long nowNs) {
    Told known = told.get(node);
    return known == null || nowNs - known.arrivedNs > STALE_NS
        ? Optional.empty()
        : Optional.of(known.figures);
  }
}
