package io.dengine.engine;

import io.dengine.engine.port.LogStore;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.port.TimeSource;
import io.dengine.engine.port.Transport;

/** What a node needs from the world. The node owns all of it, and closes what can be closed. */
public record NodePorts(
        LogStore log, SnapshotStore snapshots, StateMachine machine, Transport transport, TimeSource time) {}
