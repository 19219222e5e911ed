/** Tests of the gRPC services, over a real connection and with a store that does as it is told. */
@NullMarked
package io.dengine.server.grpc;

import org.jspecify.annotations.NullMarked;
