package io.ember.cluster.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page itself: one file with its styles and its script in it, which asks this port for {@code
 * /status.json} and nobody else for anything. A browser is told to run that script and no other.
 */
final class StatusPage {
  private static final String FILE = "status.html";
  private static final String CONTENT_TYPE = "text/html; charset=utf-8";

  private StatusPage() {}

  static HttpResponse load() {
    String page;
    try (InputStream in = StatusPage.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing from the jar");
      }
      page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String policy =
        "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'; script-src '"
            + hash(page, "script")
            + "'; style-src '"
            + hash(page, "style")
            + "'";
    return new HttpResponse(
        HttpStatus.OK, CONTENT_TYPE, policy, page.getBytes(StandardCharsets.UTF_8));
  }

  /** {@return by what a browser knows the one element of that name} */
  private static String hash(String page, String element) {
    int begin = page.indexOf("<" + element + ">") + element.length() + 2;
    int end = page.indexOf("</" + element + ">");
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(page.substring(begin, end).getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
