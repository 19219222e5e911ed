package io.dengine.server.grpc;

import java.util.concurrent.Executor;

/** The executor that streams run on, and the list that contains them while they are open. */
record StreamSetting(Executor executor, OpenStreams open) {}
