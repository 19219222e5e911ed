package io.dengine.server.log;

import io.dengine.core.CoreStatus;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.Effect;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.IntegrityReport;
import io.dengine.engine.SnapshotReport;
import io.dengine.engine.port.Room;
import io.dengine.node.join.Joining;
import io.dengine.server.access.AdminAccess;
import io.dengine.server.memory.MemoryBudget;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log lines for operators, written at every log level. Their words are stable: people and scripts search for
 * "Became leader", "connection", "append_entries" and "election". Safe for use by any thread.
 */
public final class OperatorLog implements Joining.Listener, AdminAccess.Listener, MemoryBudget.Listener {
    /** The logger of these lines; a transport or another adapter may use it for its own. */
    public static final String LOGGER_NAME = "d-engine.operator";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER_NAME);

    private final int nodeId;
    private final RateLimit noteLimit;
    private final Strangers strangers;

    public OperatorLog(int nodeId) {
        this(nodeId, System::nanoTime);
    }

    /** @param nanoTime a monotonic clock, for lines that are limited in rate */
    OperatorLog(int nodeId, LongSupplier nanoTime) {
        this.nodeId = nodeId;
        this.noteLimit = new RateLimit(nanoTime);
        this.strangers = new Strangers(nanoTime);
    }

    /** Reports a note about the configuration that does not prevent the start. */
    public void configuration(String line) {
        LOG.info("configuration: {}", line);
    }

    /** Reports that the node serves. */
    public void started(String version, String description) {
        LOG.info("D-ENGINE NODE STARTED: node {}, {}, version {}", nodeId, description, version);
    }

    /** Reports that the node has no data and asks to join a cluster. */
    @Override
    public void joining(String address, String members) {
        LOG.info("[Node {}] wants to join as {}: asking the members at {}", nodeId, address, members);
    }

    /** Reports that a member has not accepted the node yet. */
    @Override
    public void notAdmitted(String member, String why, long pauseMillis) {
        LOG.info("[Node {}] not admitted yet by {}: {} Asking again in {} ms", nodeId, member, why, pauseMillis);
    }

    /** Reports that the node is a member now. */
    @Override
    public void joined(String clusterId, String members) {
        LOG.info("NODE {} SUCCESSFULLY JOINED CLUSTER {}: the members are {}", nodeId, clusterId, members);
    }

    @Override
    public void admitted(String request, String caller) {
        LOG.info("[Node {}] operator request from {}: {}", nodeId, caller, request);
    }

    @Override
    public void refused(String request, String caller) {
        strangers.line(
                Strangers.OPERATOR,
                more -> LOG.warn(
                        "[Node {}] refused an operator request from {}: {}; nothing was done{}",
                        nodeId,
                        caller,
                        request,
                        more));
    }

    @Override
    public void refused(long usedBytes, long limitBytes) {
        strangers.line(
                Strangers.MEMORY,
                more -> LOG.warn(
                        "[Node {}] refused a client for lack of memory: clients hold {} of {} bytes, which"
                                + " server.client_memory_mb limits; no data is affected{}",
                        nodeId,
                        usedBytes,
                        limitBytes,
                        more));
    }

    @Override
    public void ended(String connection, long heldBytes) {
        strangers.line(
                Strangers.ENDED,
                more -> LOG.warn(
                        "[Node {}] closed the connection of {}, which held the most memory of all clients: {} bytes{}",
                        nodeId,
                        connection,
                        heldBytes,
                        more));
    }

    /** Reports that the node was asked to stop. */
    public void stopping(String why) {
        LOG.info("[Node {}] stopping: {}", nodeId, why);
    }

    /** Reports that the node has stopped. */
    public void stopped() {
        LOG.info("[Node {}] stopped", nodeId);
    }

    /** Reports that the node stops itself because going on could break a guarantee. */
    public void failed(Throwable cause) {
        LOG.error(
                "[Node {}] failed and stops; what was acknowledged is kept, and the node can be started again once the"
                        + " cause is removed",
                nodeId,
                cause);
    }

    /** Reports changes of role, term or leader. */
    public void statusChanged(CoreStatus before, CoreStatus after) {
        if (before.role() != after.role()) {
            LOG.info("[Node {}] {} → {} (term {})", nodeId, title(before.role()), title(after.role()), after.term());
        }
        if (after.role() == RoleName.LEADER && before.role() != RoleName.LEADER) {
            LOG.info("Became leader: node {}, term {}", nodeId, after.term());
        } else if (after.leaderId() != before.leaderId() && after.leaderId() != CoreStatus.NO_LEADER) {
            LOG.info("[Node {}] follows leader {} (term {})", nodeId, after.leaderId(), after.term());
        }
    }

    private static String title(RoleName role) {
        return switch (role) {
            case FOLLOWER -> "Follower";
            case LEARNER -> "Learner";
            case PRE_CANDIDATE -> "PreCandidate";
            case CANDIDATE -> "Candidate";
            case LEADER -> "Leader";
        };
    }

    /** Reports an event of a snapshot. */
    public void snapshot(SnapshotReport report) {
        switch (report) {
            case SnapshotReport.Taken taken ->
                LOG.info(
                        "[Node {}] snapshot up to index {} stored: {} bytes in {} ms",
                        nodeId,
                        taken.meta().index(),
                        taken.sizeBytes(),
                        taken.tookNanos() / 1_000_000);
            case SnapshotReport.SendStarted started ->
                LOG.info(
                        "append_entries: node {} is too far behind for the log and gets the snapshot up to index {}"
                                + " ({} bytes)",
                        started.peer(),
                        started.index(),
                        started.sizeBytes());
            case SnapshotReport.SendEnded ended ->
                LOG.info(
                        "append_entries: node {} has received the snapshot up to index {} in {} ms",
                        ended.peer(),
                        ended.index(),
                        ended.tookNanos() / 1_000_000);
            case SnapshotReport.ReceiveStarted started ->
                LOG.info(
                        "[Node {}] node {} sends the snapshot up to index {} ({} bytes, from byte {} on)",
                        nodeId,
                        started.from(),
                        started.index(),
                        started.sizeBytes(),
                        started.offset());
            case SnapshotReport.Installed installed ->
                LOG.info(
                        "[Node {}] took over the snapshot up to index {} in {} ms",
                        nodeId,
                        installed.meta().index(),
                        installed.tookNanos() / 1_000_000);
            case SnapshotReport.Failed failed -> snapshotFailed(failed);
        }
    }

    private void snapshotFailed(SnapshotReport.Failed failed) {
        String what = switch (failed.what()) {
            case TAKING -> "a snapshot could not be stored";
            case SENDING -> "the snapshot for node " + failed.peer() + " could not be sent";
            case RECEIVING -> "the snapshot from node " + failed.peer() + " could not be received";
        };
        LOG.warn("[Node {}] {}: {}. No data is affected; it will be tried again.", nodeId, what, failed.why());
    }

    /** Reports a result of the integrity checks. Not limited in rate, because damage should never occur. */
    public void integrity(IntegrityReport report) {
        switch (report) {
            case IntegrityReport.Read read -> {}
            case IntegrityReport.PassEnded ended ->
                LOG.debug(
                        "[Node {}] scrub: read {} bytes in {} ms",
                        nodeId,
                        ended.bytes(),
                        ended.tookNanos() / 1_000_000);
            case IntegrityReport.Damaged damaged ->
                LOG.error(
                        "[Node {}] scrub: the {} {} is damaged on disk: {}. No data is lost: the state in memory is"
                                + " whole, and a snapshot of it is taken now. Check the disk; replace it if this"
                                + " happens again",
                        nodeId,
                        damaged.kind().name().toLowerCase(Locale.ROOT),
                        damaged.name(),
                        damaged.what());
            case IntegrityReport.Replaced replaced ->
                LOG.info(
                        "[Node {}] scrub: a snapshot up to index {} is stored in place of what was damaged",
                        nodeId,
                        replaced.index());
            case IntegrityReport.StatesEqual equal ->
                LOG.debug(
                        "[Node {}] {} members have the same state at index {}", nodeId, equal.members(), equal.index());
            case IntegrityReport.StatesDiffer differ -> statesDiffer(differ);
        }
    }

    private void statesDiffer(IntegrityReport.StatesDiffer differ) {
        StringBuilder states = new StringBuilder();
        for (Map.Entry<Integer, Long> state : differ.hashes().entrySet()) {
            states.append(states.isEmpty() ? "" : ", ")
                    .append("node ")
                    .append(state.getKey())
                    .append(' ')
                    .append(Long.toHexString(state.getValue()));
        }
        String verdict = differ.wrong().isEmpty()
                ? "No majority of the voters agrees, so none is stopped: compare backups of the members before writing"
                        + " on"
                : "The majority is right; told to stop: " + differ.wrong();
        LOG.error(
                "[Node {}] MEMBERS DIFFER at index {}: their states are {}. {}",
                nodeId,
                differ.index(),
                states,
                verdict);
    }

    /** Reports an event of the protocol. Lines of one kind about one peer are limited in rate. */
    public void note(Effect.Note note) {
        long key = (long) note.topic().ordinal() << 32 | note.peer();
        long left = noteLimit.acquire(key);
        if (left < 0) {
            return;
        }
        String more = left == 0 ? "" : " (and " + left + " times before)";
        switch (note.topic()) {
            case PEER_CONTRADICTED ->
                LOG.error(
                        "[Node {}] node {} holds as committed entry {}, which this leader does not have: acknowledged"
                                + " entries were lost and that was accepted while it was away. It stops itself; replace"
                                + " it{}",
                        nodeId,
                        note.peer(),
                        note.index(),
                        more);
            case ELECTION_STARTED -> LOG.info("election: node {} campaigns in term {}{}", nodeId, note.term(), more);
            case PEER_REJECTS ->
                LOG.info(
                        "append_entries: node {} rejects entries before index {}; looking for the common point{}",
                        note.peer(),
                        note.index(),
                        more);
            case PEER_LAGS -> peerLags(note, more);
            case PEER_CAUGHT_UP ->
                LOG.info("append_entries: node {} has caught up at index {}{}", note.peer(), note.index(), more);
            case QUORUM_LOST ->
                LOG.info(
                        "election: node {} cannot reach a quorum and stops leading term {}; writes fail until one is"
                                + " back{}",
                        nodeId,
                        note.term(),
                        more);
            case DISK_STUCK ->
                LOG.info(
                        "append_entries: the disk of node {} has not answered for too long, so it stops leading{}",
                        nodeId,
                        more);
            case LOG_UNREADABLE -> unreadable(note, more);
            case PEER_FENCED ->
                LOG.warn(
                        "node {} is not counted as a member: its disk is not the one the members know it by, or was"
                                + " removed with it; remove the node, and let it join again with an empty data"
                                + " directory{}",
                        note.peer(),
                        more);
            case LEARNER_PROMOTED ->
                LOG.info("NODE {} PROMOTED TO VOTER! It has caught up, at index {}{}", note.peer(), note.index(), more);
            case CLUSTER_BEGUN -> LOG.debug("[Node {}] the cluster is new", nodeId);
            case DISK_FORGOT, PEER_FORGOT, LOSS_ACCEPTED, ELECTED_AFTER_LOSS, RECOVERED -> noteLoss(note, more);
        }
    }

    private static void peerLags(Effect.Note note, String more) {
        if (note.index() == 0) {
            LOG.info("append_entries: node {} does not answer, and its position is unknown{}", note.peer(), more);
        } else {
            LOG.info(
                    "append_entries: node {} lags behind at index {} and does not answer{}",
                    note.peer(),
                    note.index(),
                    more);
        }
    }

    /** Reports a membership change: members, roles and addresses. */
    public void membersChanged(Configuration before, Configuration after) {
        StringBuilder changes = new StringBuilder();
        for (Member member : after.members()) {
            Member known = before.member(member.id());
            if (known == null) {
                change(changes, member.id(), "joined as " + title(member) + " at " + member.address());
            } else if (!title(known).equals(title(member))) {
                change(changes, member.id(), title(known) + " → " + title(member));
            } else if (!known.address().equals(member.address())) {
                change(changes, member.id(), "moved from " + known.address() + " to " + member.address());
            }
        }
        for (Member member : before.members()) {
            if (after.member(member.id()) == null) {
                change(changes, member.id(), "removed");
            }
        }
        if (!changes.isEmpty()) {
            LOG.info("[Node {}] members changed at index {}: {}", nodeId, after.index(), changes);
        }
    }

    private static void change(StringBuilder changes, int id, String what) {
        changes.append(changes.isEmpty() ? "" : ", ")
                .append("node ")
                .append(id)
                .append(' ')
                .append(what);
    }

    private static String title(Member member) {
        return member.isVoter() ? "voter" : "learner";
    }

    /** Reports that the disk is nearly full, when that begins and while it lasts. */
    public void diskNearlyFull(Room room, long refusedWrites) {
        LOG.warn(
                "[Node {}] disk nearly full: {}. {} writes were refused for that since the last line. Nothing"
                        + " acknowledged is in danger, and leadership goes to a voter with room if there is one. Make"
                        + " room on the disk of the data directory",
                nodeId,
                room.inWords(),
                refusedWrites);
    }

    /** Reports that the disk has room again. */
    public void diskHasRoom(Room room) {
        LOG.info("[Node {}] disk has room again: {} bytes are free, writes are taken", nodeId, room.freeBytes());
    }

    /** Reports that a member has not answered this leader for a long time. */
    public void peerSilent(int peer, long seconds, int answering, int voters) {
        int spare = answering - (voters / 2 + 1);
        LOG.warn(
                "[Node {}] node {} silent for {} s; {} of {} voters answer; {}",
                nodeId,
                peer,
                seconds,
                answering,
                voters,
                spare > 0 ? spare + " more may fail before writes stop" : "one more loss stops writes");
    }

    /** Reports that a member answers again after a long silence. */
    public void peerAnswers(int peer, long seconds) {
        LOG.info("[Node {}] node {} answers again, after {} s", nodeId, peer, seconds);
    }

    /** Reports that this node knows no leader. */
    public void noLeader(long seconds, String voters) {
        LOG.error(
                "[Node {}] no leader for {} s: writes and confirmed reads fail. A majority of the voters must run and"
                        + " reach each other, and one with a new disk does not count while others hold entries: {}",
                nodeId,
                seconds,
                voters);
    }

    /** Reports the progress of applying many entries, as after a start. */
    public void replaying(long applied, long committed) {
        LOG.info("[Node {}] replaying the log: applied {} of {} entries", nodeId, applied, committed);
    }

    /** Reports that a node lacks, or may lack, entries that it acknowledged. */
    private void unreadable(Effect.Note note, String more) {
        LOG.error(
                "append_entries: node {} cannot read entry {} of its own log, which is not committed, so it stops"
                        + " leading term {}. Nothing that was acknowledged is lost if the other nodes are up: one of"
                        + " them leads. Check the disk. If no leader is elected, restart this node: it sets the damaged"
                        + " file aside{}",
                nodeId,
                note.index(),
                note.term(),
                more);
    }

    private void noteLoss(Effect.Note note, String more) {
        switch (note.topic()) {
            case DISK_FORGOT ->
                LOG.error(
                        "[Node {}] its disk is older than what it has acknowledged (up to index {}), as if a copy of"
                                + " its data directory had been restored. No data is lost while the other nodes have"
                                + " it. This node will not vote or count toward commit until it has caught up. Never"
                                + " start a node from a copy of its directory: let it join with an empty one.{}",
                        nodeId,
                        note.index(),
                        more);
            case PEER_FORGOT ->
                LOG.error(
                        "[Node {}] the disk of node {} is older than what that node has acknowledged (up to index {}):"
                                + " it does not count until it has caught up{}",
                        nodeId,
                        note.peer(),
                        note.index(),
                        more);
            case LOSS_ACCEPTED ->
                LOG.warn(
                        "[Node {}] an operator has accepted that what this node may have lost is gone: it takes part"
                                + " again, with its log up to index {}",
                        nodeId,
                        note.index());
            case ELECTED_AFTER_LOSS ->
                LOG.warn(
                        "[Node {}] leads term {} after a loss that was accepted: writes acknowledged just"
                                + " before the power failed may be missing. The loss epoch is one more from index {}"
                                + " on, and all watches end.",
                        nodeId,
                        note.term(),
                        note.index());
            case RECOVERED -> LOG.info("[Node {}] recovered its log up to index {}{}", nodeId, note.index(), more);
            default -> throw new IllegalArgumentException("not about a loss: " + note.topic());
        }
    }
}
