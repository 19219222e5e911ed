/**
 * The gRPC services of a node, compatible with clients of the original's wire protocol.
 *
 * <pre>
 *   ClientService ---> CallTarget --------> unary: the call ends where the future completes
 *   ClusterService --> NodeOperations  '---> streams: StreamPump, as fast as the client takes them
 *         '---> Failures: problem -> status, with the leader in a trailer
 * </pre>
 *
 * <p>Invariants: services run on the event loop and never block it; a unary answer is sent by the thread that completes
 * the future, without another thread; a node that does not lead answers writes and confirmed reads at once with the
 * leader's address, because these clients keep a connection to the leader and gain nothing if the request is forwarded;
 * wire types are not used outside this package.
 */
@NullMarked
package io.dengine.server.grpc;

import org.jspecify.annotations.NullMarked;
