package io.dengine.core.protocol;

import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.message.Message;

/** Replaces the beginning of the log by snapshots (Raft dissertation, §5). */
final class Compaction {
    private final CoreState state;
    private final Following following;

    Compaction(CoreState state, Following following) {
        this.state = state;
        this.following = following;
    }

    /**
     * Handles a durable snapshot of the state machine: the log may begin later, but keeps what slow peers still need.
     */
    void stored(Event.SnapshotStored stored) {
        long lastDropped = Math.min(stored.firstKeptIndex() - 1, stored.meta().index());
        lastDropped = Math.min(lastDropped, state.appliedIndex);
        if (lastDropped <= state.log.base().index()) {
            return;
        }
        SnapshotMeta base = new SnapshotMeta(
                new EntryId(lastDropped, state.log.termAt(lastDropped)),
                stored.meta().timeMillis(),
                state.configurations.at(lastDropped));
        state.log.compactTo(base.last());
        state.configurations.compactTo(lastDropped);
        state.outbox.add(new Effect.Compact(base));
    }

    /** Handles a leader's announcement of a snapshot that is streamed outside of the messages. */
    void onOffer(int from, Message.SnapshotOffer offer) {
        // The leader offers a snapshot after an answer to one of its appends: the promise goes on as asked for then.
        following.heardFromLeader(from, state.promise.storedNanos());
        if (offer.meta().index() <= state.commitIndex) {
            reply(from, offer.exchange(), offer.round(), committed());
        }
    }

    /** Handles a snapshot that has arrived and was verified. */
    void received(Event.SnapshotReceived received) {
        SnapshotMeta meta = received.meta();
        if (!(state.role instanceof Role.Follower follower)
                || follower.leaderId != received.from()
                || state.installation != null) {
            return; // another leader by now, or another attempt
        }
        if (meta.index() <= state.commitIndex) {
            reply(received.from(), received.exchange(), received.round(), committed());
        } else if (state.log.hasTermAt(meta.index())
                && state.log.termAt(meta.index()) == meta.last().term()) {
            // The log holds everything that the snapshot holds: it is enough to know that it is committed.
            state.commitTarget = Math.max(state.commitTarget, meta.index());
            state.outbox.sendAfterPersist(
                    received.from(),
                    new Message.SnapshotReply(state.term, received.exchange(), received.round(), meta.last()));
            state.advanceCommit();
        } else {
            state.installation = new CoreState.Installation(received.from(), received.exchange(), received.round());
            state.outbox.add(new Effect.Install(meta));
        }
    }

    /**
     * Handles the end of an installation: log and state machine are durably those of the snapshot. Only now may the
     * leader count on it.
     */
    void installed(Event.Installed installed) {
        SnapshotMeta meta = installed.meta();
        state.log.resetTo(meta.last());
        state.clock.observe(meta.timeMillis(), state.nowNanos);
        state.configurations.resetTo(meta.configuration());
        state.commitIndex = meta.index();
        state.commitTarget = meta.index();
        state.appliedIndex = meta.index();
        state.outbox.add(new Effect.ConfigurationChanged(meta.configuration(), true));
        CoreState.Installation installation = state.installation;
        state.installation = null;
        if (installation != null) {
            reply(installation.from(), installation.exchange(), installation.round(), meta.last());
        }
    }

    private EntryId committed() {
        return new EntryId(state.commitIndex, state.log.termAt(state.commitIndex));
    }

    private void reply(int to, long exchange, long round, EntryId held) {
        state.outbox.send(to, new Message.SnapshotReply(state.term, exchange, round, held));
    }
}
