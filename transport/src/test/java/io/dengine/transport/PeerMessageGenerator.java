package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import io.dengine.engine.port.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random messages of every type. */
final class PeerMessageGenerator {
    static final int TYPES = 17;
    private final SplittableRandom random;

    PeerMessageGenerator(long seed) {
        random = new SplittableRandom(seed);
    }

    PeerMessage next(int type) {
        return switch (type) {
            case 12 -> new PeerMessage.Forward(random.nextLong(), bytes(200));
            case 13 -> {
                PeerMessage.Outcome[] all = PeerMessage.Outcome.values();
                yield new PeerMessage.ForwardReply(
                        random.nextLong(), all[random.nextInt(all.length)], random.nextInt(1 << 30), bytes(50));
            }
            case 14 -> new PeerMessage.StateHash(natural(), random.nextLong());
            case 15 -> new PeerMessage.StateDiffers(natural(), random.nextLong());
            case 16 -> new PeerMessage.RoomLeft(random.nextBoolean());
            default -> new PeerMessage.Protocol(message(type));
        };
    }

    private Message message(int type) {
        long term = natural();
        return switch (type) {
            case 0 -> new Message.PreVote(term, id());
            case 1 -> new Message.PreVoteReply(term, random.nextBoolean());
            case 2 -> new Message.Vote(term, id(), random.nextBoolean());
            case 3 -> new Message.VoteReply(term, random.nextBoolean(), random.nextBoolean());
            case 4 -> append(term);
            case 5 ->
                new Message.AppendAccepted(term, random.nextLong(), random.nextLong(), natural(), random.nextBoolean());
            case 6 -> new Message.AppendRejected(term, random.nextLong(), random.nextLong(), id());
            case 7 -> new Message.ReadIndex(term, random.nextLong());
            case 8 ->
                new Message.ReadIndexReply(
                        term,
                        random.nextLong(),
                        random.nextBoolean() ? natural() - 1 : Message.ReadIndexReply.NOT_GRANTED);
            case 9 -> new Message.SnapshotOffer(term, random.nextLong(), random.nextLong(), meta());
            case 10 -> new Message.SnapshotReply(term, random.nextLong(), random.nextLong(), id());
            case 11 -> shortMessage(term);
            default -> new Message.TimeoutNow(term);
        };
    }

    private Message shortMessage(long term) {
        return switch (random.nextInt(4)) {
            case 0 -> new Message.Forgotten(term, natural(), natural());
            case 1 -> new Message.Echo(term, random.nextLong(), random.nextLong());
            case 2 -> new Message.Superseded(term);
            default -> new Message.Contradicted(term, id());
        };
    }

    private Message append(long term) {
        long prev = random.nextLong(1L << random.nextInt(1, 48));
        List<Entry> entries = new ArrayList<>();
        Entry.Kind[] kinds = Entry.Kind.values();
        for (int i = 0, count = random.nextInt(12); i < count; i++) {
            entries.add(new Entry(prev + 1 + i, natural(), natural(), kinds[random.nextInt(kinds.length)], bytes(40)));
        }
        return new Message.Append(
                term, random.nextLong(), random.nextLong(), new EntryId(prev, natural()), natural(), entries);
    }

    private SnapshotMeta meta() {
        List<Member> members = new ArrayList<>();
        Member.Role[] roles = Member.Role.values();
        for (int i = 0, count = random.nextInt(6); i < count; i++) {
            members.add(new Member(
                    i * 3 + 1, "host-ü" + i + ":90", random.nextLong(), roles[random.nextInt(roles.length)]));
        }
        return new SnapshotMeta(id(), natural(), new Configuration(natural(), members));
    }

    private EntryId id() {
        return new EntryId(natural(), natural());
    }

    private long natural() {
        return random.nextLong(EntryId.LIMIT) >>> random.nextInt(48);
    }

    Bytes bytes(int max) {
        byte[] array = new byte[random.nextInt(max + 1)];
        random.nextBytes(array);
        return Bytes.wrap(array);
    }
}
