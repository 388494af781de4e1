package io.ember.cluster.raft;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/**
 * Tells Ratis to talk over our bus. Ratis knows the type by the name of this class and makes an
 * instance of it by reflection, hence the public constructor. Stateless.
 */
public final class RaftNetworkFactory implements RpcType {
  private static final String NETWORK = "ember.network";

  /** Used by Ratis. */
  public RaftNetworkFactory() {}

  static Parameters parameters(RaftNetwork network) {
    Parameters parameters = new Parameters();
    parameters.put(NETWORK, network, RaftNetwork.class);
    return parameters;
  }

  @Override
  public String name() {
    return RaftNetworkFactory.class.getName();
  }

  @Override
  public RpcFactory newFactory(Parameters parameters) {
    return new Factory(this, parameters.get(NETWORK, RaftNetwork.class));
  }

  /**
   * Makes the parts of one server.
   *
   * @param type that made it
   * @param network of the server
   */
  private record Factory(RpcType type, RaftNetwork network) implements ServerFactory {
    @Override
    public RpcType getRpcType() {
      return type;
    }

    @Override
    public RaftServerRpc newRaftServerRpc(RaftServer server) {
      network.attach(server, type);
      return network;
    }

    @Override
    public LogAppender newLogAppender(
        RaftServer.Division division, LeaderState leader, FollowerInfo follower) {
      LogAppender appender = ServerFactory.super.newLogAppender(division, leader, follower);
      network.adopt(appender);
      return appender;
    }
  }
}
