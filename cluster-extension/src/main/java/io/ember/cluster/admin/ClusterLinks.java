package io.ember.cluster.admin;

import io.ember.cluster.bus.LinkFigures;
import io.ember.engine.EngineCall;
import io.ember.engine.ReplySink;
import java.util.Collection;

/** CLUSTER LINKS: the connections of the bus, as Redis lists them. */
final class ClusterLinks {
  private final NodeServicesRef services;

  ClusterLinks(NodeServicesRef services) {
    this.services = services;
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
