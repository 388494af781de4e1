package io.ember.cluster.session;

import io.ember.engine.Reply;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one session is subscribed to: channels, patterns and sharded channels.
 *
 * <p>Changed by the session's owner thread; the counts are readable from any thread.
 */
public final class Subscriptions {
  /** The three kinds of subscription. */
  public enum Kind {
    /** One channel by its name. */
    CHANNEL,
    /** All channels whose names match a glob pattern. */
    PATTERN,
    /** One channel of a hash slot. */
    SHARD
  }

  private final Set<Reply.Bulk> channels = new LinkedHashSet<>();
  private final Set<Reply.Bulk> patterns = new LinkedHashSet<>();
  private final Set<Reply.Bulk> shardChannels = new LinkedHashSet<>();
  private volatile int channelCount;
  private volatile int patternCount;
  private volatile int shardCount;

  /** {@return whether it was not there before} */
  public boolean add(Kind kind, Reply.Bulk name) {
    boolean added = of(kind).add(name);
    recount();
    return added;
  }

  /** {@return whether it was there} */
  public boolean remove(Kind kind, Reply.Bulk name) {
    boolean removed = of(kind).remove(name);
    recount();
    return removed;
  }

  /** {@return a copy of the names of one kind, in the order in which they were added} */
  public List<Reply.Bulk> names(Kind kind) {
    return List.copyOf(of(kind));
  }

  /** {@return how many of one kind; any thread} */
  public int count(Kind kind) {
    return switch (kind) {
      case CHANNEL -> channelCount;
      case PATTERN -> patternCount;
      case SHARD -> shardCount;
    };
  }

  /** {@return how many of all kinds; any thread} */
  public int count() {
    return channelCount + patternCount + shardCount;
  }

  private Set<Reply.Bulk> of(Kind kind) {
    return switch (kind) {
      case CHANNEL -> channels;
      case PATTERN -> patterns;
      case SHARD -> shardChannels;
    };
  }

  private void recount() {
    channelCount = channels.size();
    patternCount = patterns.size();
    shardCount = shardChannels.size();
  }
}
