package io.ember.cluster.server;

import io.ember.cluster.forward.CallForwarder;
import io.ember.cluster.routing.Router;
import io.ember.cluster.session.Authenticator;
import io.ember.cluster.session.ClientPause;
import io.ember.cluster.session.ServerSettings;
import io.ember.cluster.session.SessionObserver;
import io.ember.cluster.session.SessionRegistry;
import io.ember.engine.EngineContext;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a node share. Immutable; its parts are for any thread.
 *
 * @param engine executes calls and knows the commands
 * @param router tells queued commands whose keys are in different slots
 * @param sessions all connections
 * @param settings what CONFIG SET changes
 * @param pause CLIENT PAUSE
 * @param observer told of the end of each connection
 * @param authenticator who may connect, and whether with a password
 * @param forwarder passes calls on keys of other nodes on to them; null if they are redirected
 */
public record ServerContext(
    EngineContext engine,
    Router router,
    SessionRegistry sessions,
    ServerSettings settings,
    ClientPause pause,
    SessionObserver observer,
    Authenticator authenticator,
    @Nullable CallForwarder forwarder) {}
