package io.ember.cluster.lane;

import io.ember.engine.command.CommandHandler;

/**
 * A command that is answered when everything is committed that was executed before it, whatever its
 * connection wants of other calls.
 */
public interface CommitWait extends CommandHandler.OnEveryLane {}
