package io.ember.cluster.admin;

import io.ember.cluster.core.node.ClusterChange;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.MigrationInfo;
import io.ember.cluster.core.state.MigrationKind;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.JobId;
import io.ember.cluster.model.NodeId;
import io.ember.engine.EngineCall;
import io.ember.engine.Slots;
import io.ember.engine.command.CommandFlag;
import io.ember.engine.command.CommandHandler;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * MIGRATE. Of keys of a slot that SETSLOT has marked, to the node that it is marked for: the slot
 * moves as a whole, these keys with it, while clients use it.
 */
final class MigrateCommand implements CommandHandler.OnCaller {
  private final NodeServicesRef services;

  MigrateCommand(NodeServicesRef services) {
    this.services = services;
  }

  void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("migrate", -6, CommandFlag.WRITE)
            .keys(MigrateArguments::keys)
            .doc(
                "generic",
                "2.6.0",
                "O(N) where N is the number of keys of the slot",
                "Atomically transfers a key from one Redis instance to another.")
            .onCaller(this));
  }

  @Override
  public void execute(EngineCall call) {
    MigrateArguments arguments = MigrateArguments.parse(call);
    if (arguments == null) {
      return;
    }
    if (arguments.keyCount() == 0) {
      call.reply().simple("NOKEY");
      return;
    }
    NodeId target = services.get().clusterEnabled() ? markedFor(call, arguments) : null;
    if (target == null || arguments.copy()) {
      call.reply()
          .error(
              "MIGRATE moves keys between nodes of one cluster: mark their slot with CLUSTER"
                  + " SETSLOT for the node first, and do not ask for COPY");
      return;
    }
    int slot = Slots.keySlot(call.argumentBytes(arguments.firstKey()));
    Changes.ask(
        services,
        call,
        new ClusterChange.GiveSlot(
            new JobId(UUID.randomUUID()),
            slot,
            target,
            System.currentTimeMillis(),
            arguments.target().timeoutMs()));
  }

  /** {@return the node at the address that the call names, if the keys' slot is marked for it} */
  private @Nullable NodeId markedFor(EngineCall call, MigrateArguments arguments) {
    ClusterStateData data = services.get().control().configuration();
    int slot = Slots.keySlot(call.argumentBytes(arguments.firstKey()));
    for (MigrationInfo mark : data.migrations().values()) {
      if (mark.kind() == MigrationKind.KEYED && mark.slots().contains(slot)) {
        ShardInfo shard = data.shards().get(mark.targetShard());
        NodeInfo node = shard == null ? null : data.node(shard.primary());
        if (node == null) {
          return null;
        }
        boolean isMeant =
            node.client().host().equals(arguments.target().host())
                && node.client().port() == arguments.target().port();
        return isMeant ? node.id() : null;
      }
    }
    return null;
  }
}
