package io.ember.examples.admin;

import io.ember.examples.admin.plan.SlotMove;
import java.util.List;

/**
 * What one who moves slots needs of a cluster.
 *
 * <p>Methods throw {@link redis.clients.jedis.exceptions.JedisException} if a node refuses or does
 * not answer.
 */
interface SlotCluster {
  /** {@return the nodes as the asked node knows them} */
  List<NodeLine> nodes();

  /** {@return what a node tells of each slot that it owns} */
  List<SlotStat> slotStats(NodeLine primary);

  /** Has the owner of slots begin to move them; returns when that is agreed on. */
  void migrate(NodeLine source, List<SlotMove> moves);

  /** {@return the jobs that run, and the last ones that have ended} */
  List<MigrationJob> jobs();

  /** Does something to a job: PAUSE, RESUME or CANCEL. {@return the answer} */
  String steer(String verb, String job);
}
