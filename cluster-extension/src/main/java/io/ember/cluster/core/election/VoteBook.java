package io.ember.cluster.core.election;

import io.ember.cluster.model.NodeId;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The votes that a voter has given. One for each shard, epoch and round; it must be on disk before
 * the candidate hears of it. Owner thread: control.
 */
public final class VoteBook {
  private final Map<NodeId, Vote> last = new TreeMap<>();
  private final boolean isByRound;

  /**
   * @param known those on disk
   * @param isByRound always true, but for the test that shows what rounds are for
   */
  public VoteBook(Collection<Vote> known, boolean isByRound) {
    known.forEach(vote -> last.put(vote.shard(), vote));
    this.isByRound = isByRound;
  }

  /** {@return whether the candidate may have the vote; a vote given to it before is given again} */
  public boolean mayHave(NodeId candidate, ElectionMessage.Ask ask) {
    Vote known = last.get(ask.shard());
    if (known == null || ask.epoch() > known.epoch()) {
      return true;
    }
    if (ask.epoch() < known.epoch() || ask.round() < known.round()) {
      return false;
    }
    boolean isNextRound = isByRound && ask.round() > known.round();
    return isNextRound || candidate.equals(known.candidate());
  }

  /** {@return the vote to be forced to disk, null if it is there already} */
  public @Nullable Vote give(NodeId candidate, ElectionMessage.Ask ask) {
    Vote vote = new Vote(ask.shard(), ask.epoch(), ask.round(), candidate);
    return vote.equals(last.put(ask.shard(), vote)) ? null : vote;
  }

  /** {@return the last round in which a vote was given in the epoch, 0 for none} */
  public long lastRound(NodeId shard, long epoch) {
    Vote known = last.get(shard);
    return known != null && known.epoch() == epoch ? known.round() : 0;
  }
}
