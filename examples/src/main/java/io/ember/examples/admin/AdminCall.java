package io.ember.examples.admin;

import io.ember.examples.cli.Options;
import java.io.PrintStream;
import java.util.List;

/**
 * One call of an action.
 *
 * @param cluster to ask its nodes
 * @param mover moves slots between them
 * @param arguments the words behind the action's name
 * @param options those that were given; the action knows each of them
 * @param out what the user reads
 */
record AdminCall(
    ClusterClient cluster,
    SlotMover mover,
    List<String> arguments,
    Options options,
    PrintStream out) {}
