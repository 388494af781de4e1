package io.ember.perf.report;

import java.util.ArrayList;
import java.util.List;

/** What a run tells, in order. Filled by one thread. */
public final class Report {
  private final String title;
  private final List<Block> blocks = new ArrayList<>();

  public Report(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }

  /** {@return what was added so far} */
  public List<Block> blocks() {
    return List.copyOf(blocks);
  }

  /** Adds a piece. {@return this} */
  public Report add(Block block) {
    blocks.add(block);
    return this;
  }

  /** Begins a section. {@return this} */
  public Report heading(String text) {
    return add(new Block.Heading(text));
  }

  /** {@return this} */
  public Report paragraph(String text) {
    return add(new Block.Paragraph(text));
  }

  /** Adds what the numbers depend on: machine, versions, command line. {@return this} */
  public Report runInfo(RunInfo info) {
    heading("Where and when");
    return add(new Block.Table(List.of("what", "value"), info.rows()));
  }
}
