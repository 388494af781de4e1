package io.ember.examples.admin;

import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.UsageException;
import java.util.List;
import java.util.Locale;

/** The migrations that run and the last ones that have ended; pauses, resumes or cancels one. */
final class MigrationsAction implements AdminAction {
  private static final double MEGABYTE = 1e6;

  @Override
  public String name() {
    return "migrations";
  }

  @Override
  public String usage() {
    return "migrations [pause|resume|cancel ID]";
  }

  @Override
  public String summary() {
    return "lists the migrations, or pauses, resumes or cancels one";
  }

  @Override
  public int maxArguments() {
    return 2;
  }

  @Override
  public int run(AdminCall call) {
    List<String> arguments = call.arguments();
    SlotCluster cluster = call.mover().cluster();
    if (arguments.isEmpty()) {
      return list(call, cluster);
    }
    String verb = arguments.get(0);
    if (arguments.size() != 2 || !List.of("pause", "resume", "cancel").contains(verb)) {
      throw new UsageException("migrations: is written " + usage());
    }
    String answer = cluster.steer(verb.toUpperCase(Locale.ROOT), arguments.get(1));
    call.out().printf("%-10s %s %s%n", verb, arguments.get(1), answer);
    return ExitCode.OK;
  }

  private static int list(AdminCall call, SlotCluster cluster) {
    PlanText names = new PlanText(cluster.nodes());
    List<MigrationJob> jobs = cluster.jobs();
    for (MigrationJob job : jobs) {
      call.out()
          .printf(
              Locale.ROOT,
              "%s %-10s %s -> %s, %d of %d slots%s%s: %s%s%n",
              job.name(),
              job.state(),
              job.source().isEmpty() ? "?" : names.nameOf(job.source()),
              names.nameOf(job.target()),
              job.slotsDone(),
              job.slots().slotCount(),
              job.keysMoved() < 0 ? "" : ", " + job.keysMoved() + " keys",
              job.bytesMoved() < 0
                  ? ""
                  : String.format(Locale.ROOT, ", %.1f MB", job.bytesMoved() / MEGABYTE),
              SlotLists.brief(job.slots()),
              job.message().isEmpty() ? "" : " (" + job.message() + ")");
    }
    call.out()
        .printf(
            "%d migrations, %d of them run%n",
            jobs.size(), jobs.stream().filter(job -> !job.hasEnded()).count());
    return ExitCode.OK;
  }
}
