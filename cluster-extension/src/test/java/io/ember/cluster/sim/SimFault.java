package io.ember.cluster.sim;

/** What can go wrong in a simulated cluster. */
enum SimFault {
  CRASH,
  CRASH_BETWEEN_OUTPUTS,
  PAUSE,
  SUSPENSION,
  PARTITION,
  ONE_WAY,
  ROUGH_NETWORK,
  LOG_IN_LIMBO
}
