package io.ember.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What nodes tell on their metrics ports. Any thread. */
final class NodeFigures {
  private final HttpClient http = HttpClient.newHttpClient();
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
  double highest(String name) throws IOException, InterruptedException {
    double highest = Double.NEGATIVE_INFINITY;
    for (int port : ports) {
      var found =
          Pattern.compile("(?m)^" + Pattern.quote(name) + "\\S* (\\S+)$").matcher(metrics(port));
      while (found.find()) {
        highest = Math.max(highest, Double.parseDouble(found.group(1)));
      }
    }
    assertThat(highest).as(name).isFinite();
    return highest;
  }

  private String metrics(int port) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
            .timeout(Duration.ofSeconds(20))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }
}
