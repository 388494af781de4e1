package io.ember.cluster.core.gossip;

/**
 * How much a node doubts itself (Lifeguard, section IV-A): 0 is healthy. Signs that it is the one
 * that is slow raise the score, and its own period and timeouts stretch with it, so it blames
 * others later. Owner: the engine.
 */
final class HealthScore {
  private int score;

  void worse(int by) {
    score = Math.min(GossipConfig.MAX_HEALTH_SCORE, score + by);
  }

  void better() {
    score = Math.max(0, score - 1);
  }

  int score() {
    return score;
  }

  long stretch(long durationNs) {
    return durationNs * (score + 1);
  }
}
