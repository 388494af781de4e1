package io.ember.cluster.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JsonTextTest {
  private final JsonText json = new JsonText();

  @Test
  void writesPartsWithCommasBetweenThem() {
    json.beginObject().field("a", 1).field("b", "two").field("c", true).name("d").nothing();
    json.name("e").beginArray().value(-3).beginObject().endObject().value("x").endArray();
    json.name("f").beginArray().endArray().name("g").beginObject().field("h", 0).endObject();

    assertThat(json.endObject().toString())
        .isEqualTo(
            "{\"a\":1,\"b\":\"two\",\"c\":true,\"d\":null,\"e\":[-3,{},\"x\"],\"f\":[],\"g\":{\"h\":0}}");
  }

  @Test
  void escapesWhatWouldEndAString() {
    assertThat(json.value("a\"b\\c\nd\u0000e\ud800f\u00e9").toString())
        .isEqualTo("\"a\\\"b\\\\c\\u000ad\\u0000e\\ud800f\u00e9\"");
  }

  @Test
  void noticesWhatWasNotEnded() {
    json.beginObject().field("a", 1);

    assertThatThrownBy(json::toString).isInstanceOf(IllegalStateException.class);
  }
}
