package io.ember.cluster.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ControlCoreTest {
  private static final SlotSet SOME = SlotSet.of(new SlotRange(0, 99));

  // ---- registration

  @Test
  void aNodeThatBeginsAClusterOwnsAllSlotsAndServesOnceThatIsApplied() {
    OneNode node = alone(true);
    node.second();
    assertThat(node.published().notServing()).isEqualTo("this node has just started");

    node.commit();

    assertThat(node.published().notServing()).isEmpty();
    assertThat(node.core.data().slots().isComplete()).isTrue();
  }

  @Test
  void aNodeThatWasRestartedServesNothingUntilItsRunIsApplied() {
    OneNode first = alone(true);
    first.second();
    first.commit();
    OneNode again = new OneNode(OneNode.settings(1, Standing.ALONE, true, 2), first.core.data());
    again.step(new ControlInput.Applied(first.core.data()));
    assertThat(again.published().notServing()).isNotEmpty();

    again.commit();

    assertThat(again.published().notServing()).isEmpty();
    assertThat(again.core.data().node(OneNode.id(1))).isEqualTo(OneNode.info(1, 2));
  }

  @Test
  void proposesAgainWhenNobodyKnowsWhatBecameOfIt() {
    OneNode node = alone(false);
    node.second();
    ControlOutput.Propose lost = node.only(ControlOutput.Propose.class);
    node.step(new ControlInput.Decided(lost.proposal(), new Decision.Undecided("cut off")));

    node.second();

    assertThat(node.only(ControlOutput.Propose.class).command())
        .isInstanceOf(ClusterCommand.AddNode.class);
  }

  @Test
  void aMemberThatIsNotInTheStateNeverAddsItself() {
    OneNode node =
        new OneNode(OneNode.settings(1, Standing.MEMBER, true, 3), ClusterStateData.EMPTY);

    node.second();
    node.second();

    assertThat(node.take(ControlOutput.Propose.class)).isEmpty();
    assertThat(node.published().notServing()).isNotEmpty();
  }

  // ---- joining

  @Test
  void joinsWithItsSlotsAfterItHasClosedThemAndNotedIt() {
    OneNode node = withSlots();
    node.outputs.clear();

    node.step(new ControlInput.Asked(5, new ClusterChange.Meet(OneNode.bus(2))));
    assertThat(node.published().closed()).isEqualTo(SlotSet.ALL);
    ControlOutput.Drain drain = node.only(ControlOutput.Drain.class);
    assertThat(node.take(ControlOutput.AskToJoin.class)).isEmpty();
    node.step(new ControlInput.Drained(drain.token(), true));

    int noted = node.indexOf(output -> output instanceof ControlOutput.PersistJoining);
    int said = node.indexOf(output -> output instanceof ControlOutput.AskToJoin);
    assertThat(noted).isNotNegative().isLessThan(said);
    assertThat(node.only(ControlOutput.AskToJoin.class).message())
        .isEqualTo(new JoinMessage.Request(OneNode.info(1, 1), SOME, false));
    assertThat(node.published().notServing()).isEqualTo("this node is joining a cluster");

    UUID cluster = new UUID(4, 4);
    node.step(
        new ControlInput.JoinAnswered(
            OneNode.bus(2),
            new JoinMessage.Accepted(cluster, Map.of(OneNode.id(2), OneNode.bus(2)))));
    assertThat(node.only(ControlOutput.EnterCluster.class).clusterId()).isEqualTo(cluster);
    assertThat(node.only(ControlOutput.Answer.class).result())
        .isEqualTo(new ChangeResult.Done("OK"));
  }

  @Test
  void aNodeWithKeysDoesNotJoin() {
    OneNode node = withSlots();
    node.step(new ControlInput.Asked(5, new ClusterChange.Meet(OneNode.bus(2))));

    node.step(new ControlInput.Drained(node.only(ControlOutput.Drain.class).token(), false));

    assertThat(node.only(ControlOutput.Answer.class).result())
        .isInstanceOf(ChangeResult.Refused.class);
    assertThat(node.published().closed()).isEqualTo(SlotSet.EMPTY);
    assertThat(node.take(ControlOutput.AskToJoin.class)).isEmpty();
  }

  @Test
  void oneThatMayHaveBeenAdmittedServesNothingAndAsksOn() {
    OneNode node = asking();
    Endpoint through = OneNode.bus(2);
    node.take(ControlOutput.AskToJoin.class);

    node.step(new ControlInput.JoinFailed(through, true, "link broken"));
    node.step(new ControlInput.JoinFailed(through, false, "refused"));
    assertThat(node.only(ControlOutput.Answer.class).result())
        .isInstanceOf(ChangeResult.Undecided.class);
    assertThat(node.published().notServing()).isEqualTo("this node is joining a cluster");

    node.second();
    node.second();
    assertThat(node.take(ControlOutput.AskToJoin.class)).hasSize(1);
  }

  @Test
  void oneThatWasJoiningWhenItStoppedAsksWhetherItWasAdmitted() {
    OneNode node =
        new OneNode(OneNode.settings(1, Standing.JOINING, false, 2), ClusterStateData.EMPTY);

    node.second();

    assertThat(node.only(ControlOutput.AskToJoin.class).bus()).isEqualTo(OneNode.bus(77));
    assertThat(node.take(ControlOutput.Propose.class)).isEmpty();
  }

  @Test
  void whoCannotBeReachedAtAllIsNotJoined() {
    OneNode node = asking();

    node.step(new ControlInput.JoinFailed(OneNode.bus(2), false, "refused"));

    assertThat(node.take(ControlOutput.PersistAlone.class)).hasSize(1);
    assertThat(node.only(ControlOutput.Answer.class).result())
        .isInstanceOf(ChangeResult.Refused.class);
    assertThat(node.published().closed()).isEqualTo(SlotSet.EMPTY);
  }

  // ---- admitting

  @Test
  void admitsOnceAndAnswersARepeatAlike() {
    OneNode node = withSlots();
    JoinMessage.Request request =
        new JoinMessage.Request(OneNode.info(2, 1), SlotSet.of(new SlotRange(100, 199)), false);
    node.outputs.clear();

    node.step(new ControlInput.JoinAsked(8, request));
    int noted = node.indexOf(output -> output instanceof ControlOutput.PersistMember);
    int proposed = node.indexOf(output -> output instanceof ControlOutput.Propose);
    assertThat(noted).isNotNegative().isLessThan(proposed);
    node.commit();
    ControlOutput.Reply first = node.only(ControlOutput.Reply.class);
    node.step(new ControlInput.JoinAsked(9, request));

    assertThat(first.message()).isInstanceOf(JoinMessage.Accepted.class);
    assertThat(node.only(ControlOutput.Reply.class).message()).isEqualTo(first.message());
    assertThat(node.core.data().nodes()).hasSize(2);
    assertThat(node.core.data().slots().owner(150)).isEqualTo(OneNode.id(2));
  }

  @Test
  void refusesOneWhoseSlotsAreNotFree() {
    OneNode node = withSlots();

    node.step(
        new ControlInput.JoinAsked(8, new JoinMessage.Request(OneNode.info(2, 1), SOME, false)));
    node.commit();

    assertThat(node.only(ControlOutput.Reply.class).message())
        .isEqualTo(new JoinMessage.Refused("slot 0 is not free"));
    assertThat(node.core.data().nodes()).hasSize(1);
  }

  // ---- giving slots up

  @Test
  void givesUpOnlySlotsThatAreClosedAndEmptyAndOpensThemWhenThatIsSettled() {
    OneNode node = withSlots();
    node.outputs.clear();

    node.step(new ControlInput.Asked(5, new ClusterChange.RemoveSlots(SOME)));
    assertThat(node.published().closed()).isEqualTo(SOME);
    assertThat(node.take(ControlOutput.Propose.class)).isEmpty();
    node.step(new ControlInput.Drained(node.only(ControlOutput.Drain.class).token(), true));
    node.commit();

    assertThat(node.core.data().slots().assignedCount()).isZero();
    assertThat(node.published().closed()).isEqualTo(SlotSet.EMPTY);
  }

  @Test
  void slotsOfAnUndecidedReleaseStayClosedUntilALaterEntrySettlesIt() {
    OneNode node = withSlots();
    node.step(new ControlInput.Asked(5, new ClusterChange.RemoveSlots(SOME)));
    node.step(new ControlInput.Drained(node.only(ControlOutput.Drain.class).token(), true));
    ControlOutput.Propose lost = node.only(ControlOutput.Propose.class);

    node.step(new ControlInput.Decided(lost.proposal(), new Decision.Undecided("cut off")));
    assertThat(node.only(ControlOutput.Answer.class).result())
        .isInstanceOf(ChangeResult.Undecided.class);
    node.step(new ControlInput.Applied(node.log.data()));
    assertThat(node.published().closed()).isEqualTo(SOME);

    node.second();
    node.commit();
    assertThat(node.published().closed()).isEqualTo(SlotSet.EMPTY);
    assertThat(node.apply(lost.command()).isOk()).isFalse();
  }

  // ---- the helpers

  private static OneNode alone(boolean bootstrap) {
    return new OneNode(OneNode.settings(1, Standing.ALONE, bootstrap, 1), ClusterStateData.EMPTY);
  }

  private static OneNode withSlots() {
    OneNode node = alone(false);
    node.second();
    node.commit();
    node.step(new ControlInput.Asked(1, new ClusterChange.AddSlots(SOME)));
    node.commit();
    node.outputs.clear();
    return node;
  }

  private static OneNode asking() {
    OneNode node = withSlots();
    node.step(new ControlInput.Asked(5, new ClusterChange.Meet(OneNode.bus(2))));
    node.step(new ControlInput.Drained(node.only(ControlOutput.Drain.class).token(), true));
    return node;
  }
}
