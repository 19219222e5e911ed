package io.dengine.engine;

import io.dengine.engine.port.LogStore;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.port.TimeSource;
import io.dengine.engine.port.Transport;

/** The ports of a node to its environment. The node owns all of them, and closes those that can be closed. */
public record NodePorts(
        LogStore log, SnapshotStore snapshots, StateMachine machine, Transport transport, TimeSource time) {}
