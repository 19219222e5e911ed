package io.dengine.simulator.explore;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.RaftCore;
import io.dengine.core.Waiter;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.message.Message;
import io.dengine.simulator.explore.Cluster.ExploredWaiter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Executes the effects of one event on one node, and reports them to the ghost state. */
final class Effects {
    private final Cluster cluster;
    private final ExploredNode node;
    private final Event cause;
    private final ArrayDeque<Event> due;
    private final RaftCore core;

    /** The configuration in force at each effect. */
    private Configuration members;

    Effects(Cluster cluster, ExploredNode node, Event cause, ArrayDeque<Event> due, Configuration membersBefore) {
        this.cluster = cluster;
        this.node = node;
        this.cause = cause;
        this.due = due;
        this.members = membersBefore;
        this.core = Objects.requireNonNull(node.core);
    }

    void execute(List<Effect> effects, long commitBefore, boolean ledBefore) {
        watchVotes(effects);
        for (Effect effect : effects) {
            execute(effect, commitBefore);
        }
        if (!ledBefore && core.status().role() == RoleName.LEADER) {
            beginsToLead(effects);
        }
        while (!node.stalled && !node.pending.isEmpty()) {
            cluster.storeNext(node, due);
        }
    }

    private void execute(Effect effect, long commitBefore) {
        switch (effect) {
            case Effect.Persist persist -> {
                node.pending.add(persist);
                stamps(persist.entries());
            }
            case Effect.Install install -> node.pending.add(install);
            case Effect.Compact compact -> node.pending.add(compact);
            case Effect.Send send -> cluster.sendNow(node, send);
            case Effect.Commit commit -> committed(commit, commitBefore);
            case Effect.ReadAt read -> readAt(read, commitBefore);
            case Effect.Refuse refuse -> ended(refuse.waiters());
            case Effect.Abandon abandon -> ended(abandon.waiters());
            case Effect.LeaseGranted granted -> lease(granted);
            case Effect.SendSnapshot order -> sendSnapshot(order);
            case Effect.Fetch fetch -> fetch(fetch);
            case Effect.ConfigurationChanged changed -> members = changed.configuration();
            case Effect.Note note -> noted(note.topic());
            default -> {}
        }
    }

    /** Records the vote that this event gave, whether or not the reply has been sent. */
    private void watchVotes(List<Effect> effects) {
        boolean orderedToLead =
                cause instanceof Event.Received received && received.message() instanceof Message.TimeoutNow;
        for (Effect effect : effects) {
            if (effect instanceof Effect.Send send) {
                watchVote(send, orderedToLead);
            } else if (effect instanceof Effect.Persist persist) {
                persist.after().forEach(send -> watchVote(send, orderedToLead));
                HardState stored = persist.hardState();
                // A vote is also stored again for other reasons: it counts when it is given.
                boolean givesOwn = stored != null
                        && stored.votedFor() == node.id
                        && !cluster.ghost().hasVoted(node.id, stored.term(), node.id);
                if (stored != null && givesOwn) {
                    cluster.ghost().grants(node.id, node.id, stored.term(), orderedToLead, cluster.nowNanos);
                }
            }
        }
    }

    private void watchVote(Effect.Send send, boolean orderedToLead) {
        if (send.message() instanceof Message.VoteReply reply
                && reply.granted()
                && cause instanceof Event.Received received
                && received.message() instanceof Message.Vote vote
                && !cluster.ghost().hasVoted(node.id, reply.term(), send.to())) {
            cluster.ghost().grants(node.id, send.to(), reply.term(), vote.transfer(), cluster.nowNanos);
        }
    }

    /** Returns the log as this node knows it: the stored entries, and those passed to the disk. */
    static List<Entry> logOf(ExploredNode node) {
        List<Entry> log = new ArrayList<>(node.disk.entries());
        long base = node.disk.base().index();
        for (Effect effect : node.pending) {
            if (effect instanceof Effect.Persist persist) {
                while (log.size() > Math.max(0, persist.truncateAfter() - base)) {
                    log.remove(log.size() - 1);
                }
                log.addAll(persist.entries());
            } else if (effect instanceof Effect.Install) {
                log.clear();
            }
        }
        return log;
    }

    private void stamps(List<Entry> entries) {
        if (cause instanceof Event.Proposed) {
            List<Entry> log = logOf(node);
            for (Entry entry : entries) {
                cluster.ghost().stamped(log, entry, cluster.nowNanos);
            }
        }
    }

    private void beginsToLead(List<Effect> effects) {
        boolean afterLoss = false;
        for (Effect effect : effects) {
            if (effect instanceof Effect.Persist persist) {
                for (Entry entry : persist.entries()) {
                    afterLoss |= entry.isAfterLoss();
                }
            }
        }
        if (afterLoss && members.voterCount() == 1) {
            cluster.ghost().acceptsLoss(); // a single voter: no other node can have the entries that its disk has lost
        }
        long term = core.status().term();
        cluster.ghost().leads(node, term);
        List<Entry> log = logOf(node);
        if (!log.isEmpty() && log.get(log.size() - 1).term() == term) {
            log.remove(log.size() - 1);
        }
        cluster.ghost().completeLeader(node, log, node.disk.base().index(), afterLoss);
    }

    private void committed(Effect.Commit commit, long commitBefore) {
        cluster.ghost().commits(node, members, commitBefore + 1, commit.commitIndex());
        for (Effect.Awaited awaited : commit.awaited()) {
            cluster.ghost().acknowledges(node, awaited.index());
        }
        due.add(new Event.Applied(commit.commitIndex()));
    }

    private void readAt(Effect.ReadAt read, long commitBefore) {
        for (Waiter waiter : read.waiters()) {
            int id = ((ExploredWaiter) waiter).id();
            cluster.ghost().readAt(node, members, id, read.index(), commitBefore);
        }
    }

    private void ended(List<Waiter> waiters) {
        for (Waiter waiter : waiters) {
            if (waiter instanceof ExploredWaiter ended && ended.reads()) {
                cluster.ghost().readEnds(ended.id());
            }
        }
    }

    private void lease(Effect.LeaseGranted granted) {
        node.leaseTerm = granted.term();
        node.leaseUntilNanos = granted.validUntilNanos();
        node.leaseFloor = granted.floorIndex();
        if (granted.validUntilNanos() != Long.MIN_VALUE) {
            cluster.ghost().leaseGranted(node, members, granted.term(), granted.validUntilNanos());
        }
    }

    private void sendSnapshot(Effect.SendSnapshot order) {
        SnapshotMeta newest = node.disk.snapshot();
        if (newest == null) {
            due.add(new Event.SnapshotSendFailed(order.peer(), order.exchange()));
        } else {
            cluster.sendState(node, order, newest);
        }
    }

    private void fetch(Effect.Fetch fetch) {
        List<Entry> found = new ArrayList<>();
        for (Entry entry : node.disk.entries()) {
            if (entry.index() >= fetch.firstIndex() && entry.index() <= fetch.lastIndex()) {
                found.add(entry);
            }
        }
        due.add(new Event.Fetched(fetch.peer(), fetch.exchange(), found));
    }

    private void noted(Effect.Topic topic) {
        if (topic == Effect.Topic.RECOVERED) {
            cluster.countStored(node, node.disk.entries());
        }
    }
}
