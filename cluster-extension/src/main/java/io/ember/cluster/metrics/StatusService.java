package io.ember.cluster.metrics;

import io.ember.cluster.admin.NodeServices;
import io.ember.cluster.bus.Bus;
import io.ember.cluster.config.Hosts;
import io.ember.cluster.config.MetricsConfig;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /metrics} for Prometheus, {@code /} for people and {@code /status.json} for the
 * page. Any thread opens and closes it; pages are made on the port's own.
 */
public final class StatusService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusService.class);

  private final NodeSource source;
  private final PeerFigures peers;
  private final HttpHost host;
  private final HttpResponse page = StatusPage.load();
  private final HttpPort http;

  private StatusService(MetricsConfig config, NodeSource source, Optional<Bus> bus) {
    this.source = source;
    peers = new PeerFigures(bus);
    host = new HttpHost(config.host());
    http = HttpPort.open(config.host(), config.port().orElseThrow(), this::answer);
  }

  /**
   * Opens the port, if there is to be one.
   *
   * @throws io.ember.engine.ConfigException if it cannot be had
   */
  public static Optional<StatusService> open(
      MetricsConfig config, NodeSource source, Optional<Bus> bus) {
    if (config.port().isEmpty()) {
      return Optional.empty();
    }
    StatusService service = new StatusService(config, source, bus);
    service.http.start();
    if (Hosts.isLoopback(config.host())) {
      LOG.info("status page host={} port={}", config.host(), service.http.port());
    } else {
      LOG.warn(
          "status page host={} port={}: everybody who can reach it can read it",
          config.host(),
          service.http.port());
    }
    return Optional.of(service);
  }

  private HttpResponse answer(HttpRequest request) {
    if (!host.accepts(request.host())) {
      return HttpResponse.refusal(HttpStatus.MISDIRECTED);
    }
    try {
      return switch (request.path()) {
        case "/" -> page;
        case "/metrics" -> text(MetricsText.CONTENT_TYPE, metrics());
        case "/status.json" -> text(StatusJson.CONTENT_TYPE, status());
        default -> HttpResponse.refusal(HttpStatus.NOT_FOUND);
      };
    } catch (RuntimeException e) {
      LOG.error("the page {} could not be made", request.path(), e);
      return HttpResponse.refusal(HttpStatus.FAILED);
    }
  }

  private static HttpResponse text(String contentType, String body) {
    return new HttpResponse(
        HttpStatus.OK, contentType, HttpResponse.NOTHING, body.getBytes(StandardCharsets.UTF_8));
  }

  private String metrics() {
    MetricsText out = new MetricsText();
    NodeFigures figures = source.figures();
    new NodeMetrics(out, source, figures).write();
    NodeServices services = source.services();
    services
        .clusterControl()
        .ifPresent(control -> new ClusterMetrics(out, services.syncs(), control, figures).write());
    return out.toString();
  }

  private String status() {
    NodeServices services = source.services();
    ClusterState state = services.cluster().get();
    long nowNs = System.nanoTime();
    peers.refresh(state, nowNs);
    NodeFigures own = source.figures();
    NodeId self = state.localId();
    return new StatusJson(
            state,
            services.clusterControl(),
            id -> id.equals(self) ? Optional.of(own) : peers.of(id, nowNs))
        .write(System.currentTimeMillis());
  }

  /** Ends it. */
  @Override
  public void close() {
    http.close();
  }
}
