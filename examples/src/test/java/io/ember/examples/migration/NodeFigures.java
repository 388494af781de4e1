package io.ember.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.support.HttpPage;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** What nodes tell on their metrics ports. Any thread. */
final class NodeFigures {
  private final List<Integer> ports;

  /**
   * @param ports of the status pages of all nodes
   */
  NodeFigures(List<Integer> ports) {
    this.ports = ports;
  }

  /**
   * {@return the highest figure of any node}
   *
   * @param name of a metric, perhaps with its labels
   */
  double highest(String name) throws IOException {
    double highest = Double.NEGATIVE_INFINITY;
    for (int port : ports) {
      var found =
          Pattern.compile("(?m)^" + Pattern.quote(name) + "\\S* (\\S+)$")
              .matcher(HttpPage.get("http://127.0.0.1:" + port + "/metrics"));
      while (found.find()) {
        highest = Math.max(highest, Double.parseDouble(found.group(1)));
      }
    }
    assertThat(highest).as(name).isFinite();
    return highest;
  }
}
