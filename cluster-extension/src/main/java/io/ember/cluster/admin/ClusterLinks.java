package io.ember.cluster.admin;

import io.ember.cluster.bus.LinkFigures;
import io.ember.cluster.model.NodeId;
import io.ember.engine.EngineCall;
import io.ember.engine.ReplySink;
import java.util.Collection;

/** CLUSTER LINKS: the connections of the bus, as Redis lists them. */
final class ClusterLinks {
  private final NodeServicesRef services;

  ClusterLinks(NodeServicesRef services) {
    this.services = services;
  }

  /** DEBUG CLUSTERLINK KILL ALL id: for those who want to see what a broken connection does. */
  void debug(EngineCall call) {
    boolean isKill =
        call.argumentCount() == 5
            && call.argumentIs(1, "CLUSTERLINK")
            && call.argumentIs(2, "KILL");
    if (!isKill || !call.argumentIs(3, "ALL")) {
      call.reply().error("DEBUG knows only CLUSTERLINK KILL ALL <node id>");
      return;
    }
    NodeId node = Arguments.nodeId(call, 4);
    if (node == null || services.get().cluster().get().node(node) == null) {
      call.reply().error("Unknown node " + call.argumentQuoted(4));
      return;
    }
    services.get().control().breakLinks(node);
    call.reply().ok();
  }

  void links(EngineCall call) {
    Collection<LinkFigures> links = services.get().control().links();
    ReplySink reply = call.reply();
    reply.array(links.size());
    for (LinkFigures link : links) {
      reply.map(6);
      reply.bulk("direction");
      reply.bulk(link.inbound() ? "from" : "to");
      reply.bulk("node");
      reply.bulk(link.node().wireForm());
      reply.bulk("create-time");
      reply.integer(link.createdAtMs());
      reply.bulk("events");
      reply.bulk(link.inbound() ? "r" : "rw");
      reply.bulk("send-buffer-allocated");
      reply.integer(link.queuedBytes());
      reply.bulk("send-buffer-used");
      reply.integer(link.queuedBytes());
    }
  }
}
