package io.dengine.embedded;

import io.dengine.api.EngineException;
import io.dengine.api.Outcome;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.Cause;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Backup;
import io.dengine.engine.Node;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.node.LocalMember;
import io.dengine.node.start.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Operations for the operator of a cluster. Any engine of the cluster accepts them: requests that need the leader are
 * forwarded to it.
 *
 * <p>Thread-safe and non-blocking. Futures fail with {@link EngineException.InvalidRequest} if the change is invalid or
 * unsafe, {@link EngineException.Unavailable} if there is no leader or another change is in flight, {@link
 * EngineException.OutcomeUnknown} if the change may have been made, and {@link EngineException.Closed} if the engine is
 * closed or has stopped itself. Their continuations must be short or use an executor. A request whose change is already
 * in force succeeds again.
 */
public final class EngineAdmin {
    private static final int PIECE_BYTES = 1 << 20;
    private static final Executor ELSEWHERE =
            task -> Thread.ofVirtual().name("d-engine-backup").start(task);

    private final Node node;
    private final LocalMember member;

    EngineAdmin(LocalMember member) {
        this.member = member;
        this.node = member.node();
    }

    /**
     * Adds a node as a learner, which becomes a voter automatically once it has caught up. A node that is configured to
     * {@linkplain EngineConfig.Builder#join join} requests this itself.
     *
     * @param nodeId the id of the new node, from 1
     * @param address host and port where the other nodes reach it
     */
    public CompletableFuture<Members> join(int nodeId, String address) {
        return change(new AdminRequest.Join(nodeId, address, true));
    }

    /** Promotes learners that have caught up to voters, in one configuration change. */
    public CompletableFuture<Members> promote(int... nodeIds) {
        return change(new AdminRequest.Promote(ids(nodeIds), AdminRequest.ANY_INDEX));
    }

    /** Removes members in one configuration change. Refused if a majority of the remaining voters does not respond. */
    public CompletableFuture<Members> remove(int... nodeIds) {
        return change(new AdminRequest.Remove(ids(nodeIds), false, AdminRequest.ANY_INDEX));
    }

    /**
     * Replaces one node with another, which becomes a voter once it has caught up. If both ids are the same, the node
     * has lost its disk and starts again as a learner.
     *
     * @param address host and port of the new node; null if it is already a member, or keeps its address
     */
    public CompletableFuture<Members> replace(int nodeId, int newNodeId, @Nullable String address) {
        return change(new AdminRequest.Replace(nodeId, newNodeId, address, AdminRequest.ANY_INDEX));
    }

    /** Changes the address at which the other nodes reach a member. */
    public CompletableFuture<Members> move(int nodeId, String address) {
        return change(new AdminRequest.Move(nodeId, address, AdminRequest.ANY_INDEX));
    }

    /**
     * Transfers leadership to {@code nodeId}, or to the most advanced other voter for 0. Completes when another node
     * leads and serves requests, or when none does within the request timeout.
     */
    public CompletableFuture<Members> transferLeadership(int nodeId) {
        return change(new AdminRequest.TransferLeader(nodeId));
    }

    /**
     * Accepts the loss of entries that this node acknowledged and may have lost in a power failure, if no other node
     * has them. Only for a cluster in which more than half of the voters lost power at the same time and all voters
     * wait for each other; see {@link Node#acceptLoss}.
     */
    public CompletableFuture<Void> acceptLoss() {
        return EngineFailures.told(node.acceptLoss()).thenAccept(done -> {});
    }

    /**
     * Stores a snapshot of the state on this node. Not needed in normal operation, since the engine takes snapshots by
     * itself.
     *
     * @return the index of the last log entry in the snapshot
     */
    public CompletableFuture<Long> takeSnapshot() {
        return EngineFailures.told(node.takeSnapshot()).thenApply(meta -> meta.index());
    }

    /**
     * Writes a backup to {@code file}, which must not exist: everything that was committed and applied on this node
     * when the backup was taken. The file is either complete and durable, or does not exist. {@link
     * EmbeddedEngine#restore} reads it.
     *
     * @return the index of the last log entry in the backup
     */
    public CompletableFuture<Long> backup(Path file) {
        return EngineFailures.told(node.backup().thenApplyAsync(backup -> written(backup, file), ELSEWHERE));
    }

    private CompletableFuture<Members> change(AdminRequest request) {
        CompletableFuture<Configuration> done = member.administer(request);
        return EngineFailures.told(done).thenApply(Observers::members);
    }

    private static List<Integer> ids(int... nodeIds) {
        return Arrays.stream(nodeIds).boxed().toList();
    }

    private static long written(Backup backup, Path file) {
        try (backup) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("it exists already");
            }
            return DurableFile.publish(file, ".unfinished", unfinished -> {
                try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                    copy(backup, channel);
                }
                return backup.snapshot().meta().index();
            });
        } catch (IOException e) {
            EngineException failure = new EngineException.Unexpected(
                    "The backup could not be written to " + file + ": " + Cause.of(e) + ". Nothing of it is left.",
                    Outcome.NOT_APPLIED);
            failure.initCause(e);
            throw failure;
        }
    }

    private static void copy(Backup backup, FileChannel to) throws IOException {
        long offset = 0;
        while (offset < backup.snapshot().sizeBytes()) {
            Bytes piece = backup.piece(offset, PIECE_BYTES);
            if (piece.isEmpty()) {
                throw new IOException("the snapshot ended early");
            }
            ByteBuffer bytes = piece.asByteBuffer();
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
            offset += piece.length();
        }
    }
}
