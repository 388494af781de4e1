package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.engine.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Compares what COMMAND tells about the standard commands with what redis-server tells: arity,
 * flags, places of keys, ACL categories, tips, key specifications, group, version, complexity,
 * summary. To record it anew run the tests with {@code -Dember.transcripts=record}.
 */
class CommandMetadataTest {
  private static final Path GOLDEN = Path.of("src/test/resources/command-metadata.txt");

  /** The fields of COMMAND INFO before the subcommands, whose order in Redis is random. */
  private static final int COMPARED_FIELDS = 9;

  private final CommandFixture engine = new CommandFixture();

  @AfterEach
  void close() {
    engine.close();
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    for (CommandSpec spec : engine.table().all()) {
      names.add(spec.name());
      spec.subcommands().forEach(sub -> names.add(sub.name()));
    }
    names.sort(null);
    return names;
  }

  /** {@return two lines about each command} */
  private List<String> describe(Function<String[], Reply> server) {
    List<String> lines = new ArrayList<>();
    for (String name : names()) {
      Reply info = items(server.apply(new String[] {"COMMAND", "INFO", name})).get(0);
      lines.add(ReplyText.of(new Reply.Array(items(info).subList(0, COMPARED_FIELDS))));
      Map<String, String> docs =
          docs(items(server.apply(new String[] {"COMMAND", "DOCS", name})).get(1));
      lines.add(
          "  "
              + String.join(
                  " | ",
                  docs.get("group"),
                  docs.get("since"),
                  docs.get("complexity"),
                  docs.get("summary")));
    }
    return lines;
  }

  private static List<Reply> items(Reply reply) {
    if (reply instanceof Reply.Pairs pairs) {
      List<Reply> items = new ArrayList<>();
      pairs
          .pairs()
          .forEach(
              pair -> {
                items.add(pair.getKey());
                items.add(pair.getValue());
              });
      return items;
    }
    return ((Reply.Array) reply).items();
  }

  private static Map<String, String> docs(Reply reply) {
    Map<String, String> fields = new TreeMap<>();
    List<Reply> items = items(reply);
    for (int i = 0; i < items.size(); i += 2) {
      if (items.get(i + 1) instanceof Reply.Bulk bulk) {
        fields.put(((Reply.Bulk) items.get(i)).text(), bulk.text());
      }
    }
    return fields;
  }

  @Test
  void everyCommandIsDescribedAsByRedis() throws IOException {
    assertThat(describe(engine::call)).isEqualTo(Files.readAllLines(GOLDEN));
  }

  @Test
  void redisDescribesThemAsRecorded() throws IOException {
    assumeTrue(RedisServer.isInstalled(), "skipped: redis-server is not installed");
    List<String> lines;
    try (RedisServer redis = new RedisServer()) {
      lines = describe(words -> redis.call(bytes(words)));
    }

    if ("record".equals(System.getProperty("ember.transcripts"))) {
      Files.write(GOLDEN, lines);
    }

    assertThat(lines).isEqualTo(Files.readAllLines(GOLDEN));
  }

  private static byte[][] bytes(String... words) {
    byte[][] bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i].getBytes(StandardCharsets.US_ASCII);
    }
    return bytes;
  }

  @Test
  void allCommandsAreListedByCommandAndCounted() {
    int count = engine.table().all().size();

    assertThat(((Reply.Array) engine.call("COMMAND")).items()).hasSize(count);
    assertThat(((Reply.Array) engine.call("COMMAND", "INFO")).items()).hasSize(count);
    assertThat(((Reply.Pairs) engine.call("COMMAND", "DOCS")).pairs()).hasSize(count);
    assertThat(engine.run("COMMAND COUNT")).isEqualTo(":" + count);
    assertThat(((Reply.Array) engine.call("COMMAND", "LIST")).items()).hasSameSizeAs(names());
  }

  @Test
  void subcommandsStandInTheInfoAndTheDocsOfTheirContainer() {
    Reply info = items(engine.call("COMMAND", "INFO", "object")).get(0);
    Reply docs = items(engine.call("COMMAND", "DOCS", "object")).get(1);

    assertThat(items(items(info).get(COMPARED_FIELDS)))
        .extracting(sub -> ((Reply.Bulk) items(sub).get(0)).text())
        .contains("object|encoding", "object|help");
    Reply subcommands = null;
    for (var pair : ((Reply.Pairs) docs).pairs()) {
      if (pair.getKey().equals(new Reply.Bulk("subcommands".getBytes(StandardCharsets.UTF_8)))) {
        subcommands = pair.getValue();
      }
    }
    assertThat(((Reply.Pairs) Objects.requireNonNull(subcommands, "subcommands")).pairs())
        .hasSize(5);
  }

  @Test
  void listsTheCommandsOfAnAclCategory() {
    assertThat(engine.run("COMMAND LIST FILTERBY ACLCAT dangerous"))
        .isEqualTo("[\"flushall\", \"flushdb\", \"keys\", \"restore\"]");
    assertThat(engine.run("COMMAND LIST FILTERBY ACLCAT STRING"))
        .contains("\"get\"", "\"set\"")
        .doesNotContain("\"del\"");
  }
}
