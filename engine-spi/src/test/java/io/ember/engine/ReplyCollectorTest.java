package io.ember.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplyCollectorTest {
  private final ReplyCollector collector = new ReplyCollector();

  @Test
  void collectsAScalar() {
    collector.integer(7);

    assertThat(collector.take()).isEqualTo(new Reply.Int(7));
    assertThat(collector.isComplete()).isFalse();
  }

  @Test
  void collectsNestedAggregates() {
    collector.array(3);
    collector.map(1);
    collector.bulk("k");
    collector.set(0);
    collector.array(0);
    collector.push(2);
    collector.nil();
    collector.bool(true);

    Reply expectedMap =
        new Reply.Pairs(List.of(Map.entry(bulk("k"), new Reply.Members(List.of()))));
    assertThat(collector.take())
        .isEqualTo(
            new Reply.Array(
                List.of(
                    expectedMap,
                    new Reply.Array(List.of()),
                    new Reply.Push(List.of(Reply.NIL, new Reply.Bool(true))))));
  }

  @Test
  void isCompleteOnlyAfterTheLastItem() {
    collector.array(2);
    collector.ok();
    assertThat(collector.isComplete()).isFalse();
    assertThatThrownBy(collector::take).isInstanceOf(IllegalStateException.class);

    collector.number(1.5);

    assertThat(collector.isComplete()).isTrue();
  }

  @Test
  void copiesWhatLiesInReusedArrays() {
    byte[] array = "xabcx".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    collector.bulk(array, 1, 3);
    array[1] = 'z';

    assertThat(collector.take()).isEqualTo(bulk("abc"));
  }

  @Test
  void copiesALargeValueWithWhatStandsAroundIt() {
    Blob blob = new HeapBlob(3);
    blob.append(new byte[] {'a', 'b', 'c'}, 0, 3);
    Bytes around = Bytes.of("xyz");

    collector.bulk(Bytes.of("<"), blob, around.wrap(around.array(), 1, 2));

    assertThat(collector.take()).isEqualTo(bulk("<abcyz"));
    assertThat(blob.isExclusive()).isTrue();
  }

  @Test
  void refusesASecondAnswer() {
    collector.ok();

    assertThatThrownBy(collector::ok).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> collector.array(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void forgetsHalfAnAnswerWhenItIsReset() {
    collector.array(5);
    collector.ok();
    collector.reset();
    collector.error(ErrorCode.OOM, "first\r\nsecond");

    assertThat(collector.take()).isEqualTo(new Reply.Failure(ErrorCode.OOM, "first  second"));
  }

  private static Reply bulk(String text) {
    return new Reply.Bulk(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
