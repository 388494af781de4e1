package io.ember.cluster.core.node;

import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.gossip.GossipConfig;
import io.ember.cluster.core.replication.ReplicationSettings;
import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterResponse;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.ClusterStateMachine;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Predicate;

/** A core with a log of its own that applies what is proposed when the test says so. */
final class OneNode {
  final ControlCore core;
  final ClusterStateMachine log;
  final List<ControlOutput> outputs = new ArrayList<>();
  private final ControlSettings settings;
  private long index;
  private long nowNs;

  OneNode(ControlSettings settings, ClusterStateData begin) {
    this.settings = settings;
    log = new ClusterStateMachine(begin);
    index = begin.index();
    core = new ControlCore(settings, new SplittableRandom(1)::nextLong, 0);
  }

  static ControlSettings settings(int number, Standing standing, boolean bootstrap, long run) {
    return new ControlSettings(
        info(number, run),
        new UUID(9, number),
        standing,
        standing == Standing.JOINING ? Optional.of(bus(77)) : Optional.empty(),
        bootstrap,
        run,
        Map.of(),
        List.of(),
        3,
        false,
        GossipConfig.DEFAULTS,
        new ReplicationSettings(
            id(number),
            run,
            2,
            500_000_000,
            600_000_000,
            2_000_000_000,
            0.01,
            1,
            1 << 20,
            io.ember.cluster.core.migration.MigrationSettings.DEFAULTS),
        0.5,
        List.of(),
        SafetyRules.ALL);
  }

  static NodeInfo info(int number, long run) {
    return new NodeInfo(
        id(number), new NodeId(new UUID(100 + number, 1)), client(number), bus(number), run);
  }

  static NodeId id(int number) {
    return new NodeId(new UUID(number, number));
  }

  static Endpoint client(int number) {
    return new Endpoint("10.0.0." + number, 7000);
  }

  static Endpoint bus(int number) {
    return new Endpoint("10.0.0." + number, 17_000);
  }

  void step(ControlInput input) {
    outputs.addAll(core.step(nowNs, input));
  }

  void second() {
    nowNs += 1_000_000_000;
    step(new ControlInput.Tick(1_700_000_000_000L + nowNs / 1_000_000, group()));
  }

  GroupView group() {
    return new GroupView(true, java.util.Set.of(settings.id()));
  }

  /** Applies everything that was proposed and not applied yet. */
  void commit() {
    for (ControlOutput.Propose propose : take(ControlOutput.Propose.class)) {
      ClusterResponse response = apply(propose.command());
      step(new ControlInput.Decided(propose.proposal(), new Decision.Applied(index, response)));
    }
    step(new ControlInput.Applied(log.data()));
  }

  ClusterResponse apply(ClusterCommand command) {
    return log.apply(1, ++index, command);
  }

  /** {@return the outputs of one kind, which are taken} */
  <T extends ControlOutput> List<T> take(Class<T> kind) {
    List<T> found = outputs.stream().filter(kind::isInstance).map(kind::cast).toList();
    outputs.removeIf(kind::isInstance);
    return found;
  }

  <T extends ControlOutput> T only(Class<T> kind) {
    List<T> found = take(kind);
    if (found.size() != 1) {
      throw new AssertionError("expected one " + kind.getSimpleName() + ": " + found);
    }
    return found.get(0);
  }

  ControlOutput.Publish published() {
    List<ControlOutput.Publish> all = take(ControlOutput.Publish.class);
    return all.get(all.size() - 1);
  }

  /** {@return the position of the first output that matches, or -1} */
  int indexOf(Predicate<ControlOutput> wanted) {
    for (int i = 0; i < outputs.size(); i++) {
      if (wanted.test(outputs.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
