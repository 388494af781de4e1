package io.ember.cluster.bus;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds addresses of hosts without letting the bus loop wait for a name server: a thread of its own
 * asks, answers are kept for a moment. Owner thread: bus loop.
 */
final class HostResolver implements AutoCloseable {
  private static final long KEPT_NS = TimeUnit.SECONDS.toNanos(5);
  private static final int MAX_HOSTS = 4096;
  private static final int MAX_WAITING = 256;

  private final EventLoop loop;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread resolver = new Thread(task, "ember-bus-resolver");
            resolver.setDaemon(true);
            return resolver;
          });
  private final Map<String, Found> found = new HashMap<>();
  private final Map<String, List<Consumer<@Nullable InetAddress>>> asked = new HashMap<>();

  /** What a name server said, and when; no address if it knew none. */
  private record Found(@Nullable InetAddress address, long atNs) {}

  HostResolver(EventLoop loop) {
    this.loop = loop;
  }

  /** {@return the address of a host as far as it is known without asking; null if it is not} */
  @Nullable InetAddress known(String host) {
    InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
    if (literal != null) {
      return literal;
    }
    Found last = found.get(host);
    return last == null ? null : last.address();
  }

  /**
   * Finds the address of a host; the taker gets null if there is none. On the loop, maybe at once.
   */
  void resolve(String host, Consumer<@Nullable InetAddress> taker) {
    InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
    Found last = found.get(host);
    if (literal != null) {
      taker.accept(literal);
    } else if (last != null && System.nanoTime() - last.atNs() < KEPT_NS) {
      taker.accept(last.address());
    } else {
      ask(host, taker);
    }
  }

  private void ask(String host, Consumer<@Nullable InetAddress> taker) {
    List<Consumer<@Nullable InetAddress>> takers = asked.get(host);
    if (takers == null) {
      if (asked.size() == MAX_WAITING) {
        taker.accept(null);
        return;
      }
      try {
        thread.execute(() -> look(host));
      } catch (RejectedExecutionException e) {
        taker.accept(null); // the bus is closed
        return;
      }
      takers = new ArrayList<>();
      asked.put(host, takers);
    }
    if (takers.size() == MAX_WAITING) {
      taker.accept(null);
    } else {
      takers.add(taker);
    }
  }

  private void look(String host) {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      address = null; // the taker says so
    }
    InetAddress answer = address;
    try {
      loop.execute(() -> answered(host, answer));
    } catch (RejectedExecutionException e) {
      thread.shutdown(); // the bus is closed
    }
  }

  private void answered(String host, @Nullable InetAddress address) {
    if (found.size() == MAX_HOSTS) {
      found.clear();
    }
    found.put(host, new Found(address, System.nanoTime()));
    List<Consumer<@Nullable InetAddress>> takers = asked.remove(host);
    if (takers != null) {
      takers.forEach(taker -> taker.accept(address));
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
