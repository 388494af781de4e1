package io.ember.cluster;

import io.ember.cluster.admin.AdminCommands;
import io.ember.cluster.admin.NodeServicesRef;
import io.ember.cluster.intercept.ClusterInterceptor;
import io.ember.cluster.pubsub.Channels;
import io.ember.cluster.pubsub.PubSubCommands;
import io.ember.engine.ConfigKey;
import io.ember.engine.EngineContext;
import io.ember.engine.EngineExtension;
import io.ember.engine.Interceptor;
import io.ember.engine.command.CommandTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes an engine a node of a cluster as soon as its jar is on the class path: found with {@link
 * java.util.ServiceLoader}.
 */
public final class EmberClusterExtension implements EngineExtension {
  private final NodeServicesRef services = new NodeServicesRef();
  private final Channels channels = new Channels();
  private @Nullable EmberNode node;

  /** For {@link java.util.ServiceLoader}. */
  public EmberClusterExtension() {}

  @Override
  public String name() {
    return "cluster";
  }

  @Override
  public int order() {
    return ClusterInterceptor.ORDER;
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return ClusterConfig.KEYS;
  }

  @Override
  public void registerCommands(CommandTable.Builder commands) {
    AdminCommands.register(commands, services);
    new PubSubCommands(channels).register(commands);
  }

  @Override
  public void start(EngineContext context) {
    EmberNode created =
        new EmberNode(context, ClusterConfig.from(context.config()), channels, services);
    node = created;
    created.start();
  }

  @Override
  public @Nullable Interceptor interceptor() {
    return started().interceptor();
  }

  @Override
  public void opened() {
    started().openPort();
  }

  @Override
  public void retire() {
    started().retire();
  }

  @Override
  public void close() {
    EmberNode running = node;
    if (running != null) {
      node = null;
      running.close();
    }
  }

  private EmberNode started() {
    EmberNode running = node;
    if (running == null) {
      throw new IllegalStateException("the extension has not been started");
    }
    return running;
  }
}
