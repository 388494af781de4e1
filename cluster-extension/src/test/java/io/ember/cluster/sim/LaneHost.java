package io.ember.cluster.sim;

import io.ember.cluster.core.replication.Permit;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.core.state.ClusterCommand;

/** Has the lanes of simulated nodes, in runs that have some. */
interface LaneHost {
  /** No lanes. */
  LaneHost NONE =
      new LaneHost() {
        @Override
        public void started(SimNode node) {}

        @Override
        public void crashed(SimNode node) {}

        @Override
        public void resumed(SimNode node) {}

        @Override
        public boolean dieAt(ClusterCommand command) {
          return false;
        }

        @Override
        public void committed() {}

        @Override
        public void allowed(SimNode node, Permit permit) {}

        @Override
        public void placed(SimNode node, ShardView view) {}
      };

  /** A node begins, without data. */
  void started(SimNode node);

  /** It is gone, with all that was not on its disk. */
  void crashed(SimNode node);

  /** It goes on after a pause. */
  void resumed(SimNode node);

  /**
   * An entry is about to be committed.
   *
   * @return whether somebody dies before
   */
  boolean dieAt(ClusterCommand command);

  /** An entry was committed. */
  void committed();

  void allowed(SimNode node, Permit permit);

  void placed(SimNode node, ShardView view);
}
