package io.dengine.embedded;

import io.dengine.api.EngineException;
import io.dengine.api.Outcome;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.Cause;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Backup;
import io.dengine.engine.Node;
import io.dengine.engine.admin.AdminRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What operators do with a cluster, from within one of its engines: any of them will do, for the request is passed to
 * the leader.
 *
 * <p>Safe for use by any thread; nothing blocks. Futures fail with {@link io.dengine.api.EngineException}; their
 * continuations must be short, or be given an executor. What was changed before succeeds again.
 */
public final class EngineAdmin {
    private static final int PIECE_BYTES = 1 << 20;
    private static final Executor ELSEWHERE =
            task -> Thread.ofVirtual().name("d-engine-backup").start(task);

    private final Node node;
    private final LocalMember<?> member;

    EngineAdmin(LocalMember<?> member) {
        this.member = member;
        this.node = member.node();
    }

    /**
     * Admits a node as a learner, which becomes a voter by itself once it has caught up. A node that is told to
     * {@linkplain EngineConfig.Builder#join join} asks for this itself.
     *
     * @param address where the others reach it
     */
    public CompletableFuture<Members> join(int nodeId, String address) {
        return change(new AdminRequest.Join(nodeId, address, true));
    }

    /** Makes learners that have caught up voters, all in one step. */
    public CompletableFuture<Members> promote(int... nodeIds) {
        return change(new AdminRequest.Promote(ids(nodeIds), AdminRequest.ANY_INDEX));
    }

    /** Sends members away, all in one step. Refused if a majority of the voters that stay does not answer. */
    public CompletableFuture<Members> remove(int... nodeIds) {
        return change(new AdminRequest.Remove(ids(nodeIds), false, AdminRequest.ANY_INDEX));
    }

    /**
     * Puts one node in the place of another, as a voter once it has caught up. With the same id: the node has lost its
     * disk, and begins anew as a learner.
     *
     * @param address of the new node; null if it is a member already, or stays where it was
     */
    public CompletableFuture<Members> replace(int nodeId, int newNodeId, @Nullable String address) {
        return change(new AdminRequest.Replace(nodeId, newNodeId, address, AdminRequest.ANY_INDEX));
    }

    /** Tells the cluster that a member is reached under another address from now on. */
    public CompletableFuture<Members> move(int nodeId, String address) {
        return change(new AdminRequest.Move(nodeId, address, AdminRequest.ANY_INDEX));
    }

    /** Hands leadership to {@code nodeId}; completes when it leads. */
    public CompletableFuture<Members> transferLeadership(int nodeId) {
        return change(new AdminRequest.TransferLeader(nodeId));
    }

    /**
     * Accepts that what this node acknowledged and may have lost with the power is gone, if nobody else has it. Only
     * for a cluster whose voters all wait for each other after more than half of them lost power together; see
     * {@link Node#acceptLoss}.
     */
    public CompletableFuture<Void> acceptLoss() {
        return EngineFailures.told(node.acceptLoss()).thenAccept(done -> {});
    }

    /**
     * Stores a snapshot of the state on this node. Needed by nobody in normal operation: the engine does it by itself.
     *
     * @return the index of the last log entry that is part of it
     */
    public CompletableFuture<Long> takeSnapshot() {
        return EngineFailures.told(node.takeSnapshot()).thenApply(meta -> meta.index());
    }

    /**
     * Writes a backup to {@code file}, which must not exist yet: all that was committed and applied here when it was
     * taken. It is there whole and durable, or not at all. {@link EmbeddedEngine#restore} reads it.
     *
     * @return the index of the last log entry that is part of it
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
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try (backup) {
            if (Files.exists(file)) {
                throw new IOException("it is there already");
            }
            try (FileChannel channel = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                copy(backup, channel);
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            return backup.snapshot().meta().index();
        } catch (IOException e) {
            deleteQuietly(unfinished);
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

    private static void deleteQuietly(Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            // It bears a name that says what it is.
        }
    }
}
