package io.ember.examples.admin;

import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.UsageException;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;

/** Has the asked node begin anew with slots whose data no node has any more. */
final class AcceptLossAction implements AdminAction {
  @Override
  public String name() {
    return "accept-loss";
  }

  @Override
  public String usage() {
    return "accept-loss SLOT|FIRST-LAST";
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
    return "begins anew, without data, with slots that every copy of is lost";
  }

  @Override
  public int run(AdminCall call) {
    ClusterClient cluster = call.cluster();
    List<String> arguments = call.arguments();
    PrintStream out = call.out();
    List<String> ends = Stream.of(arguments.get(0).split("-", -1)).toList();
    if (ends.size() > 2 || ends.stream().anyMatch(end -> !end.matches("[0-9]{1,5}"))) {
      throw new UsageException("accept-loss: is written " + usage());
    }
    String answer =
        cluster.cluster(cluster.entry(), "ACCEPT-LOSS", ends.get(0), ends.get(ends.size() - 1));
    out.println("given up   slots " + arguments.get(0) + " " + answer);
    return ExitCode.OK;
  }
}
