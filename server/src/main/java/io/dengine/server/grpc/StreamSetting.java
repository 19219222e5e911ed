package io.dengine.server.grpc;

import java.util.concurrent.Executor;

/** Where streams run, and the list they are in while they are open. */
record StreamSetting(Executor executor, OpenStreams open) {}
