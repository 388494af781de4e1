package io.ember.examples.admin;

import io.ember.examples.cli.ExitCode;

/** Why a slot or a node is in the state that it is in, as the asked node knows it. */
final class WhyAction implements AdminAction {
  @Override
  public String name() {
    return "why";
  }

  @Override
  public String usage() {
    return "why SLOT|ID";
  }

  @Override
  public int minArguments() {
    return 1;
  }

  @Override
  public int maxArguments() {
    return 1;
  }

  @Override
  public String summary() {
    return "why a slot or a node is in the state that it is in";
  }

  @Override
  public int run(AdminCall call) {
    ClusterClient cluster = call.cluster();
    call.out().println(cluster.cluster(cluster.entry(), "WHY", call.arguments().get(0)));
    return ExitCode.OK;
  }
}
