package io.ember.cluster.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads send, the slot moves from node to node, and no call overtakes an earlier one. */
class SlotLineTest {
  private static final int SENDERS = 4;
  private static final int CALLS = 20_000;
  private static final int CALLS_PER_OWNER = 40;

  private final CountDownLatch unexecuted = new CountDownLatch(SENDERS * CALLS);
  private final List<ConcurrentLinkedQueue<Integer>> executed =
      Stream.generate(ConcurrentLinkedQueue<Integer>::new).limit(SENDERS).toList();
  private final List<ExecutorService> nodes =
      Stream.generate(Executors::newSingleThreadExecutor).limit(3).toList();
  private final ExecutorService timer = Executors.newSingleThreadExecutor();
  private final ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
  private final AtomicLong lastNumber = new AtomicLong();
  private final AtomicInteger cameBack = new AtomicInteger();
  private volatile NodeId owner = nodeId(0);
  private final SlotLine line = new SlotLine(() -> owner);

  private static NodeId nodeId(long number) {
    return new NodeId(new UUID(0, number));
  }

  private final class Call implements SlotLine.Traveller {
    private final int sender;
    private final int value;
    private final long number = lastNumber.incrementAndGet();

    Call(int sender, int value) {
      this.sender = sender;
      this.value = value;
    }

    @Override
    public long number() {
      return number;
    }

    @Override
    public void leave(@Nullable NodeId to) {
      if (to == null) {
        throw new AssertionError("there always is an owner");
      }
      int node = (int) (to.uuid().getLeastSignificantBits() % nodes.size());
      nodes.get(node).execute(() -> arrive(to));
    }

    private void arrive(NodeId at) {
      if (at.equals(owner)) {
        executed.get(sender).add(value);
        line.arrived();
        unexecuted.countDown();
      } else {
        cameBack.incrementAndGet();
        if (line.cameBack(this)) {
          timer.execute(line::rested);
        }
      }
    }
  }

  @AfterEach
  void close() {
    Stream.concat(nodes.stream(), Stream.of(timer, senders)).forEach(ExecutorService::shutdownNow);
  }

  @Test
  void keepsTheOrderOfEachSender() throws Exception {
    for (int i = 0; i < SENDERS; i++) {
      int sender = i;
      senders.execute(
          () -> IntStream.range(0, CALLS).forEach(value -> line.join(new Call(sender, value))));
    }
    long moves = 0;
    while (!unexecuted.await(0, TimeUnit.SECONDS)) {
      long next = unexecuted.getCount() - CALLS_PER_OWNER;
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (unexecuted.getCount() > Math.max(0, next)) {
        assertThat(System.nanoTime() - deadline).as("the line stands still").isNegative();
        Thread.onSpinWait();
      }
      owner = nodeId(++moves);
    }

    List<Integer> inOrder = IntStream.range(0, CALLS).boxed().toList();
    for (ConcurrentLinkedQueue<Integer> ofSender : executed) {
      assertThat(new ArrayList<>(ofSender)).isEqualTo(inOrder);
    }
    assertThat(cameBack.get()).isGreaterThan(100);
    assertThat(line.isEmpty()).isTrue();
  }

  @Test
  void whatIsTriedAgainWaitsForWhatCameBefore() {
    List<String> left = new ArrayList<>();
    SlotLine.Traveller one = traveller(1, left);
    SlotLine.Traveller two = traveller(2, left);
    line.join(one);
    line.join(two);

    line.cameBack(two);
    line.rested();
    assertThat(left).containsExactly("1", "2");
    line.cameBack(one);
    line.rested();

    assertThat(left).containsExactly("1", "2", "1", "2");
  }

  private static SlotLine.Traveller traveller(long number, List<String> left) {
    return new SlotLine.Traveller() {
      @Override
      public long number() {
        return number;
      }

      @Override
      public void leave(@Nullable NodeId to) {
        left.add(Long.toString(number));
      }
    };
  }
}
