package io.dengine.simulator.script;

import io.dengine.core.CoreStatus;
import io.dengine.core.Effect;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import java.util.List;
import java.util.Locale;

/** Formats effects and messages in the short words of transcripts. An entry id is written as index/term. */
final class Wording {
    private static final long MILLI = 1_000_000;

    private Wording() {}

    static String of(Effect effect, long nowNanos) {
        return switch (effect) {
            case Effect.Persist persist -> persist(persist);
            case Effect.Send send -> "send " + send.to() + " " + of(send.message());
            case Effect.Commit commit -> "commit " + commit.commitIndex() + waiters(commit.awaited());
            case Effect.Abandon abandon -> "abandon " + abandon.waiters();
            case Effect.Refuse refuse -> "refuse " + refuse.waiters() + " " + refuse.why();
            case Effect.Complete complete -> "complete " + complete.waiters();
            case Effect.ReadAt readAt -> "read " + readAt.waiters() + " at " + readAt.index();
            case Effect.LeaseGranted lease -> lease(lease, nowNanos);
            case Effect.StatusChanged changed -> "status " + of(changed.status());
            case Effect.ConfigurationChanged changed ->
                "configuration " + of(changed.configuration()) + (changed.committed() ? " committed" : "");
            case Effect.Fetch fetch ->
                "fetch " + fetch.firstIndex() + ".." + fetch.lastIndex() + " for " + fetch.peer();
            case Effect.SendSnapshot snapshot -> "send snapshot to " + snapshot.peer();
            case Effect.Install install ->
                "install snapshot at " + of(install.meta().last());
            case Effect.Compact compact -> "compact to " + of(compact.base().last());
            case Effect.Note note ->
                "note " + note.topic() + " node " + note.peer() + " index " + note.index() + " term " + note.term();
        };
    }

    static String of(HardState state) {
        return "HardState[term=" + state.term() + ", votedFor=" + state.votedFor() + "]" + mark(state);
    }

    private static String mark(HardState state) {
        boolean complete = state.completeness() == Completeness.COMPLETE;
        return complete ? "" : " " + state.completeness().name().toLowerCase(Locale.ROOT);
    }

    private static String persist(Effect.Persist persist) {
        StringBuilder text = new StringBuilder("persist #").append(persist.sequence());
        HardState hardState = persist.hardState();
        if (hardState != null) {
            text.append(" term ").append(hardState.term());
            text.append(hardState.votedFor() == HardState.NOBODY ? " no vote" : " vote " + hardState.votedFor());
            text.append(mark(hardState));
        }
        if (persist.truncateAfter() != Effect.Persist.KEEP_ALL) {
            text.append(" truncate after ").append(persist.truncateAfter());
        }
        if (!persist.entries().isEmpty()) {
            text.append(" entries ").append(entries(persist.entries()));
        }
        for (Effect.Send send : persist.after()) {
            text.append("\n     then send ").append(send.to()).append(' ').append(of(send.message()));
        }
        return text.toString();
    }

    private static String lease(Effect.LeaseGranted lease, long nowNanos) {
        return lease.validUntilNanos() == Long.MIN_VALUE
                ? "lease ends"
                : "lease for " + (lease.validUntilNanos() - nowNanos) / MILLI + " ms from index " + lease.floorIndex();
    }

    private static String waiters(List<Effect.Awaited> waiting) {
        StringBuilder text = new StringBuilder();
        for (Effect.Awaited awaited : waiting) {
            text.append(' ').append(awaited.waiter()).append('@').append(awaited.index());
        }
        return text.toString();
    }

    static String of(Message message) {
        String terms = message.getClass().getSimpleName() + " t" + message.term();
        return switch (message) {
            case Message.PreVote preVote -> terms + " last " + of(preVote.last());
            case Message.PreVoteReply reply -> terms + (reply.granted() ? " yes" : " no");
            case Message.Vote vote -> terms + " last " + of(vote.last()) + (vote.transfer() ? " by transfer" : "");
            case Message.VoteReply reply ->
                terms + (reply.granted() ? " yes" : " no") + (reply.lossAccepted() ? ", after a loss" : "");
            case Message.Append append ->
                terms + " x" + withinTerm(append.exchange()) + " r" + append.round() + " after " + of(append.prev())
                        + " commit " + append.commitIndex() + " " + entries(append.entries());
            case Message.AppendAccepted accepted ->
                terms + " x" + withinTerm(accepted.exchange()) + " r" + accepted.round() + " match "
                        + accepted.matchIndex() + (accepted.recovering() ? " recovering" : "");
            case Message.AppendRejected rejected ->
                terms + " x" + withinTerm(rejected.exchange()) + " r" + rejected.round() + " hint "
                        + of(rejected.hint());
            case Message.ReadIndex read -> terms + " #" + read.requestId();
            case Message.ReadIndexReply reply -> terms + " #" + reply.requestId() + " index " + reply.index();
            case Message.SnapshotOffer offer ->
                terms + " x" + withinTerm(offer.exchange()) + " at "
                        + of(offer.meta().last());
            case Message.SnapshotReply reply ->
                terms + " x" + withinTerm(reply.exchange()) + " holds " + of(reply.held());
            case Message.Echo echo -> terms + " x" + withinTerm(echo.exchange()) + " r" + echo.round();
            case Message.Superseded superseded -> terms;
            case Message.Contradicted contradicted -> terms + " " + of(contradicted.held());
            case Message.TimeoutNow timeoutNow -> terms;
            case Message.Forgotten forgotten -> terms + " after " + forgotten.provenIndex();
        };
    }

    static String of(CoreStatus status) {
        String leader = status.leaderId() == CoreStatus.NO_LEADER ? "no leader" : "leader " + status.leaderId();
        return status.role().name().toLowerCase(Locale.ROOT) + " term " + status.term() + " " + leader
                + (status.ready() ? " ready" : "");
    }

    static String of(EntryId id) {
        return id.index() + "/" + id.term();
    }

    static String of(Configuration configuration) {
        StringBuilder text = new StringBuilder("@" + configuration.index());
        for (Member member : configuration.members()) {
            text.append(' ').append(member.id());
            if (member.role() != Member.Role.VOTER) {
                text.append('(').append(member.role()).append(')');
            }
        }
        return text.toString();
    }

    /** Formats runs of entries of the same term as first..last/term, with the commands if there are few. */
    static String entries(List<Entry> entries) {
        if (entries.isEmpty()) {
            return "[]";
        }
        StringBuilder text = new StringBuilder("[");
        boolean few = entries.size() <= 4;
        int first = 0;
        while (first < entries.size()) {
            int end = first + 1;
            while (!few
                    && end < entries.size()
                    && entries.get(end).term() == entries.get(first).term()) {
                end++;
            }
            text.append(first == 0 ? "" : " ").append(entries.get(first).index());
            if (end - first > 1) {
                text.append("..").append(entries.get(end - 1).index());
            }
            text.append('/').append(entries.get(first).term());
            if (few) {
                text.append(content(entries.get(first)));
            }
            first = end;
        }
        return text.append(']').toString();
    }

    private static String content(Entry entry) {
        return switch (entry.kind()) {
            case NOOP -> entry.isAfterLoss() ? ":loss" : "";
            case COMMAND -> ":" + entry.payload().toUtf8();
            case CONFIGURATION -> ":members";
            case CHECK -> ":check";
        };
    }

    /** Returns an exchange without the term in its upper bits, because the output shows the term beside it. */
    private static long withinTerm(long exchange) {
        return exchange & 0xFF_FFFF;
    }
}
