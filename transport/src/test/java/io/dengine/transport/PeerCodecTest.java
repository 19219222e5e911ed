package io.dengine.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import io.dengine.engine.port.PeerMessage;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class PeerCodecTest {
    private static final long SEED = Long.getLong("seed", 20_260_101L);

    @Test
    void everyMessageSurvivesTheWire() {
        PeerMessageGenerator generator = new PeerMessageGenerator(SEED);
        for (int round = 0; round < 2_000; round++) {
            for (int type = 0; type < PeerMessageGenerator.TYPES; type++) {
                PeerMessage message = generator.next(type);
                assertThat(PeerCodec.decode(PeerCodec.encode(message)))
                        .as("seed %d", SEED)
                        .isEqualTo(message);
            }
        }
    }

    @Test
    void weightIsNeverMuchBelowTheSize() {
        PeerMessageGenerator generator = new PeerMessageGenerator(SEED);
        for (int i = 0; i < 5_000; i++) {
            int type = i % PeerMessageGenerator.TYPES;
            if (type != 9) { // an offer's size is that of a configuration, which is small by its own limits
                PeerMessage message = generator.next(type);
                assertThat(PeerCodec.weightBytes(message) + 32)
                        .as("seed %d", SEED)
                        .isGreaterThanOrEqualTo(PeerCodec.encode(message).length());
            }
        }
    }

    @Test
    void randomBytesAreRefusedAndNothingElse() {
        PeerMessageGenerator generator = new PeerMessageGenerator(SEED);
        for (int i = 0; i < 50_000; i++) {
            Bytes noise = generator.bytes(64);
            assertThatThrownBy(() -> PeerCodec.decode(noise))
                    .as("seed %d", SEED)
                    .isInstanceOf(MalformedBytesException.class);
            decodeLoosely(noise);
            decodeHandshakeLoosely(noise);
        }
    }

    @Test
    void mutatedFramesAreRefused() {
        PeerMessageGenerator generator = new PeerMessageGenerator(SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 50_000; i++) {
            byte[] frame = PeerCodec.encode(generator.next(i % PeerMessageGenerator.TYPES))
                    .toArray();
            int at = random.nextInt(frame.length);
            frame[at] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> PeerCodec.decode(Bytes.wrap(frame)))
                    .as("seed %d, byte %d", SEED, at)
                    .isInstanceOf(MalformedBytesException.class);
        }
    }

    @Test
    void mutatedBodiesWithRightChecksumsOnlyEverFailAsMalformed() {
        PeerMessageGenerator generator = new PeerMessageGenerator(SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 100_000; i++) {
            byte[] frame = PeerCodec.encode(generator.next(i % PeerMessageGenerator.TYPES))
                    .toArray();
            int length = frame.length - PeerCodec.HEADER_BYTES;
            byte[] body = new byte[Math.max(1, length - random.nextInt(2) * random.nextInt(length))];
            System.arraycopy(frame, PeerCodec.HEADER_BYTES, body, 0, body.length);
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            decodeLoosely(Bytes.wrap(body));
        }
    }

    @Test
    void termsAndIndexesThatNoClusterReachesAreRefused() {
        long most = EntryId.LIMIT - 1;
        PeerMessage far = new PeerMessage.Protocol(new Message.Vote(most, new EntryId(most, most), true));
        assertThat(PeerCodec.decode(PeerCodec.encode(far))).isEqualTo(far);
        for (long beyond : new long[] {EntryId.LIMIT, Long.MAX_VALUE}) {
            Entry late = new Entry(1, beyond, 1, Entry.Kind.NOOP, Bytes.EMPTY);
            for (Message message : new Message[] {
                new Message.Vote(beyond, EntryId.ZERO, true),
                new Message.Vote(1, new EntryId(beyond, 1), false),
                new Message.Append(1, 1, 1, EntryId.ZERO, beyond, List.of()),
                new Message.Append(1, 1, 1, EntryId.ZERO, 0, List.of(late)),
                new Message.SnapshotOffer(
                        1, 1, 1, new SnapshotMeta(new EntryId(beyond, 1), 1, new Configuration(0, List.of())))
            }) {
                Bytes frame = PeerCodec.encode(new PeerMessage.Protocol(message));
                assertThatThrownBy(() -> PeerCodec.decode(frame))
                        .isInstanceOf(MalformedBytesException.class)
                        .hasMessageContaining("no cluster reaches");
            }
        }
    }

    @Test
    void aCountThatLiesAllocatesNothing() {
        BytesWriter body = new BytesWriter(64);
        body.writeByte(0x14);
        for (int i = 0; i < 6; i++) {
            body.writeVarLong(1);
        }
        body.writeVarLong(1_000_000_000L);
        assertThatThrownBy(() -> PeerCodec.decodeBody(body.toBytes())).isInstanceOf(MalformedBytesException.class);
    }

    @Test
    void aLengthAboveTheHardLimitIsRefusedBeforeItsBytesAreThere() {
        BytesWriter frame = new BytesWriter(16);
        frame.writeInt(PeerCodec.MAX_BODY_BYTES + 1).writeInt(0);
        assertThatThrownBy(() -> PeerCodec.decode(frame.toBytes()))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("67108865");
    }

    @Test
    void handshakesSurviveTheWire() {
        PeerIdentity sender = new PeerIdentity(new ClusterId(-5, 7), 3, -1, "localhost:9083");
        for (Handshake handshake : new Handshake[] {
            new Handshake.Hello(PeerCodec.VERSION, sender, 2, new Nonce(7, -8)),
            new Handshake.Challenge(new Nonce(1, 2), new Nonce(-3, 4)),
            new Handshake.Confirmation(new Nonce(1, 2), Bytes.utf8("code")),
            new Handshake.Welcome(sender, Bytes.EMPTY),
            new Handshake.Members(new Configuration(7, List.of(new Member(1, "x:1", 5, Member.Role.VOTER)))),
            new Handshake.Question(5, Bytes.utf8("what"), Bytes.utf8("code")),
            new Handshake.Reply(5, true, Bytes.utf8("nothing")),
            new Handshake.Refused("no"),
            new Handshake.Ping(),
            new Handshake.Pong()
        }) {
            assertThat(Handshake.decodeBody(bodyOf(handshake))).isEqualTo(handshake);
        }
    }

    @Test
    void whatStrangersSendCannotForgeLogLines() {
        PeerIdentity sender = new PeerIdentity(new ClusterId(0, 0), 3, 0, "x\nnode 1: connection");
        Handshake.Hello hello = (Handshake.Hello)
                Handshake.decodeBody(bodyOf(new Handshake.Hello(PeerCodec.VERSION, sender, 2, new Nonce(1, 2))));
        assertThat(hello.sender().address()).isEqualTo("x?node 1: connection");
    }

    @Test
    void anAddressThatIsNotTextIsRefused() {
        // Malformed bytes, replaced by characters, could become longer than an address may be.
        Bytes address = Bytes.wrap(new byte[] {'x', (byte) 0xFF, ':', '1'});
        Bytes body = new BytesWriter(64)
                .writeByte(Handshake.WELCOME)
                .writeLong(1)
                .writeLong(2)
                .writeInt(3)
                .writeLong(4)
                .writeBytes(address)
                .writeBytes(Bytes.EMPTY)
                .toBytes();
        assertThatThrownBy(() -> Handshake.decodeBody(body)).isInstanceOf(MalformedBytesException.class);
    }

    private static Bytes bodyOf(Handshake handshake) {
        BytesWriter writer = new BytesWriter(64);
        handshake.writeFrame(writer);
        Bytes body = writer.toBytes().slice(PeerCodec.HEADER_BYTES);
        CRC32C crc = new CRC32C();
        crc.update(body.asByteBuffer());
        assertThat(crc.getValue()).isNotZero();
        return body;
    }

    private static void decodeLoosely(Bytes body) {
        try {
            PeerMessage message = PeerCodec.decodeBody(body);
            assertThat(message).isNotNull();
        } catch (MalformedBytesException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static void decodeHandshakeLoosely(Bytes body) {
        try {
            assertThat(Handshake.decodeBody(body)).isNotNull();
        } catch (MalformedBytesException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }
}
