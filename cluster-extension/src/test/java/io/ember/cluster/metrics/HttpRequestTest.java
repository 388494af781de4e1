package io.ember.cluster.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.metrics.HttpRequest.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRequestTest {
  private static Parsed parse(String head) {
    return HttpRequest.parse(head.replace("|", "\r\n"));
  }

  @Test
  void readsWhatABrowserSends() {
    Parsed parsed =
        parse("GET /status.json?x=1 HTTP/1.1|Host: 127.0.0.1:9100|Accept: */*|User-Agent: a: b");

    assertThat(parsed)
        .isEqualTo(new Parsed.Accepted(new HttpRequest("/status.json", "127.0.0.1", false, true)));
  }

  @ParameterizedTest
  @CsvSource({
    "HEAD / HTTP/1.1|Host: a, true, true",
    "GET / HTTP/1.1|Host: a|Connection: Close, false, false",
    "GET / HTTP/1.0, false, false",
    "GET / HTTP/1.1|HOST:a|content-length: 0, false, true",
  })
  void knowsWhetherMoreMayFollow(String head, boolean isHead, boolean keepsAlive) {
    assertThat(parse(head)).isInstanceOf(Parsed.Accepted.class);
    HttpRequest request = ((Parsed.Accepted) parse(head)).request();

    assertThat(request.isHead()).isEqualTo(isHead);
    assertThat(request.keepsAlive()).isEqualTo(keepsAlive);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9100, 127.0.0.1",
    "localhost, localhost",
    "[::1]:9100, ::1",
    "[::1], ::1",
    "[broken, [broken"
  })
  void findsTheHostInFrontOfThePort(String field, String host) {
    Parsed parsed = parse("GET / HTTP/1.1|Host: " + field);

    assertThat(parsed).isEqualTo(new Parsed.Accepted(new HttpRequest("/", host, false, true)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET",
        "GET /",
        "GET  / HTTP/1.1|Host: a",
        "GET / HTTP/1.1 |Host: a",
        "GET / HTTPS/1.1|Host: a",
        "GET http://127.0.0.1/ HTTP/1.1|Host: a",
        "GET /\u0007 HTTP/1.1|Host: a",
        "GET /\u00e9 HTTP/1.1|Host: a",
        "GET / HTTP/1.1",
        "GET / HTTP/1.1|Host: a|Host: b",
        "GET / HTTP/1.1|Host: a|no field",
        "GET / HTTP/1.1|Host: a| folded: b",
        "GET / HTTP/1.1|Host: a|name : value",
        "GET / HTTP/1.1|Host: a|: value",
        "GET / HTTP/1.1|Host: a|Content-Length: 5",
        "GET / HTTP/1.1|Host: a|Content-Length: -0",
        "GET / HTTP/1.1|Host: a|Transfer-Encoding: chunked",
        "*1|$4|PING",
      })
  void refusesWhatIsNoRequestOrHasABody(String head) {
    assertThat(parse(head)).isEqualTo(new Parsed.Refused(HttpStatus.BAD_REQUEST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "get", "TRACE"})
  void refusesOtherMethods(String method) {
    assertThat(parse(method + " / HTTP/1.1|Host: a"))
        .isEqualTo(new Parsed.Refused(HttpStatus.METHOD_NOT_ALLOWED));
  }

  @Test
  void refusesOtherVersions() {
    assertThat(parse("GET / HTTP/2.0|Host: a"))
        .isEqualTo(new Parsed.Refused(HttpStatus.VERSION_NOT_SUPPORTED));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, localhost, true",
    "127.0.0.1, ::1, true",
    "127.0.0.1, '', true",
    "localhost, LOCALHOST, true",
    "127.0.0.1, evil.example, false",
    "127.0.0.1, 127.0.0.1.evil.example, false",
    "127.0.0.1, localhost.evil.example, false",
    "0.0.0.0, node-1.example, true",
    "10.1.2.3, node-1.example, true",
  })
  void aListenerOnLoopbackAnswersOnlyThoseWhoCallItSo(String bound, String named, boolean isOurs) {
    assertThat(new HttpHost(bound).accepts(named)).isEqualTo(isOurs);
  }
}
