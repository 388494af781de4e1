package io.ember.cluster.core.replication;

import io.ember.cluster.core.SafetyRule;
import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.model.NodeId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a primary may rely on: for each node, the instant before it sent the last beacon that the
 * node answered. Owner thread: control.
 */
final class Leases {
  private static final int REMEMBERED = 256;

  /** What is known of one node in one run. */
  private static final class Proof {
    final long run;
    boolean isProven;
    long provenNs;
    long provenWallMs;
    long answeredNumber;
    boolean isWaiting;
    long waitingSinceNs;

    Proof(long run) {
      this.run = run;
    }
  }

  private final SafetyRules rules;
  private final long leaseNs;
  private final long leaseWallMs;
  private final long[] sentNs = new long[REMEMBERED];
  private final long[] sentWallMs = new long[REMEMBERED];
  private final Map<NodeId, Proof> proofs = new TreeMap<>();
  private long lastNumber;

  Leases(SafetyRules rules, long leaseNs) {
    this.rules = rules;
    this.leaseNs = leaseNs;
    leaseWallMs = leaseNs / 1_000_000;
  }

  /**
   * Notes that beacons are about to be sent.
   *
   * @param nowNs a clock read from before that
   * @param wallMs the wall clock, read not later than the other
   * @param to who gets one, by run
   * @return their number
   */
  long send(long nowNs, long wallMs, SortedMap<NodeId, Long> to) {
    proofs.keySet().retainAll(to.keySet());
    to.forEach(
        (node, run) -> {
          Proof proof = proof(node, run);
          if (!proof.isWaiting) {
            proof.isWaiting = true;
            proof.waitingSinceNs = nowNs;
          }
        });
    lastNumber++;
    sentNs[(int) (lastNumber % REMEMBERED)] = nowNs;
    sentWallMs[(int) (lastNumber % REMEMBERED)] = wallMs;
    return lastNumber;
  }

  private Proof proof(NodeId node, long run) {
    Proof known = proofs.get(node);
    if (known == null || known.run != run) {
      known = new Proof(run);
      proofs.put(node, known);
    }
    return known;
  }

  /** A node has answered a beacon. */
  void answered(long nowNs, NodeId node, long run, long number) {
    Proof proof = proofs.get(node);
    if (proof == null
        || proof.run != run
        || number > lastNumber
        || number <= Math.max(proof.answeredNumber, lastNumber - REMEMBERED)) {
      return; // not for this run, or older than what is known
    }
    proof.answeredNumber = number;
    boolean fromSend = rules.holds(SafetyRule.LEASE_RUNS_FROM_THE_SEND);
    boolean byWall = fromSend && rules.holds(SafetyRule.LEASE_ENDS_DURING_SUSPENSION);
    int sent = (int) (number % REMEMBERED);
    proof.provenNs = fromSend ? sentNs[sent] : nowNs;
    proof.provenWallMs = byWall ? sentWallMs[sent] : Permit.FOREVER - leaseWallMs;
    proof.isProven = true;
    proof.isWaiting = number < lastNumber;
    proof.waitingSinceNs = number < lastNumber ? sentNs[(int) ((number + 1) % REMEMBERED)] : 0;
  }

  /** Relies on nothing any more. */
  void drop(long nowNs) {
    for (Proof proof : proofs.values()) {
      proof.isProven = false;
    }
    forgive(nowNs);
  }

  /** Blames nobody for what this node itself has missed. */
  void forgive(long nowNs) {
    for (Proof proof : proofs.values()) {
      proof.waitingSinceNs = proof.isWaiting ? nowNs : 0;
    }
  }

  /** {@return until when the node's answers allow to serve, {@link Permit#NEVER} if they do not} */
  long untilNs(NodeId node, long run) {
    Proof proof = proven(node, run);
    return proof == null ? Permit.NEVER : proof.provenNs + leaseNs;
  }

  /** {@return the same by the wall clock} */
  long untilWallMs(NodeId node, long run) {
    Proof proof = proven(node, run);
    return proof == null ? Permit.NEVER : proof.provenWallMs + leaseWallMs;
  }

  private @Nullable Proof proven(NodeId node, long run) {
    Proof proof = proofs.get(node);
    return proof != null && proof.run == run && proof.isProven ? proof : null;
  }

  /** {@return whether the node has not answered for longer than a lease lasts} */
  boolean isSilent(long nowNs, NodeId node, long run) {
    Proof proof = proofs.get(node);
    return proof != null
        && proof.run == run
        && proof.isWaiting
        && nowNs - proof.waitingSinceNs > leaseNs;
  }
}
