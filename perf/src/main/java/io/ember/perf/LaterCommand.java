package io.ember.perf;

import io.ember.perf.cli.Arguments;
import io.ember.perf.cli.OptionSet;
import io.ember.perf.cli.PerfCommand;
import io.ember.perf.cli.PerfContext;
import io.ember.perf.cli.UsageException;

/** A harness for a feature that this version does not have: says so. */
record LaterCommand(String name, String feature) implements PerfCommand {
  @Override
  public String summary() {
    return "Measures " + feature + ": comes with that feature, not in this version.";
  }

  @Override
  public OptionSet options() {
    return new OptionSet("");
  }

  @Override
  public int run(Arguments arguments, PerfContext context) {
    throw new UsageException(
        name + " measures " + feature + ", which this version of Ember does not have");
  }
}
