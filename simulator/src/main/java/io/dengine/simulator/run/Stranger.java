package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.message.Message;
import io.dengine.engine.Node;
import io.dengine.engine.port.PeerMessage;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An attacker. It is not a member, but reaches every node, knows everything that nodes reveal, and sends messages in
 * the name of members. No node may ever accept them.
 */
final class Stranger {
    private static final int VISITS_ONE_OF = 4;
    private static final long PAUSE_NANOS = 200 * Scheduler.MILLI;

    private final World world;
    private final List<SimHost> hosts;
    private final SplittableRandom random;

    private Stranger(World world, List<SimHost> hosts) {
        this.world = world;
        this.hosts = hosts;
        this.random = new SplittableRandom(world.seed() ^ 0x57A26E57A26E57AL);
    }

    /** Starts the attacker in some runs. It stays to the end: a cluster must work while it is attacked. */
    static void mayVisit(World world, List<SimHost> hosts) {
        Stranger stranger = new Stranger(world, hosts);
        if (hosts.size() > 1 && stranger.random.nextInt(VISITS_ONE_OF) == 0) {
            stranger.goOn();
        }
    }

    private void goOn() {
        world.scheduler().after(Streams.around(random, PAUSE_NANOS), () -> {
            speak();
            goOn();
        });
    }

    private void speak() {
        SimHost victim = hosts.get(random.nextInt(hosts.size()));
        SimHost named = hosts.get(random.nextInt(hosts.size()));
        SimHost.Process process = victim.process();
        if (process != null && victim != named) {
            world.network().sayAs(named.id(), named.storage().storageId(), victim.id(), forged(process.node()));
        }
    }

    private PeerMessage forged(Node victim) {
        long term = victim.status().term() + random.nextInt(3);
        long commit = victim.commitIndex();
        long round = 1 + random.nextLong(1_000);
        EntryId far = new EntryId(commit + 1_000, term);
        return switch (random.nextInt(10)) {
            case 0 -> of(append(term, commit, round));
            case 1 -> of(new Message.Vote(term + 1_000, far, true));
            case 2 -> of(new Message.VoteReply(term, true));
            case 3 -> of(new Message.TimeoutNow(term));
            case 4 -> of(new Message.Forgotten(term, round, commit + 1));
            case 5 -> of(new Message.AppendAccepted(term, round, round, commit + 1, false));
            case 6 -> of(new Message.ReadIndexReply(term, round, 0));
            case 7 -> of(new Message.PreVoteReply(term, true));
            case 8 -> new PeerMessage.StateDiffers(commit, round);
            default -> of(new Message.Superseded(term + 1));
        };
    }

    /**
     * Returns entries directly after those that the victim has committed; the victim would commit them if it accepted
     * the message.
     */
    private Message append(long term, long commit, long round) {
        Entry entry = new Entry(commit + 1, term, 0, Entry.Kind.COMMAND, Bytes.utf8("forged"));
        EntryId prev = new EntryId(commit, random.nextBoolean() ? term : Math.max(0, term - 1));
        return new Message.Append(term, round, round, prev, commit + 1, List.of(entry));
    }

    private static PeerMessage of(Message message) {
        return new PeerMessage.Protocol(message);
    }
}
