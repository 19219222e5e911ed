package io.dengine.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.Operation;
import io.dengine.api.OperationResult;
import io.dengine.api.RangeQuery;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.call.RowList;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.store.Limits;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandCodecTest {
    private static final int ROUNDS = 20_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void commandsSurviveEncoding(long seed) {
        CommandGenerator commands = new CommandGenerator(new SplittableRandom(seed));
        for (int i = 0; i < ROUNDS; i++) {
            Command command = commands.any(100, List.of(7L, 8L));
            assertThat(Command.decode(command.encode())).isEqualTo(command);
        }
    }

    @Test
    void commandsWithOwnersAndQuotasSurviveEncoding() {
        for (Command command : List.of(
                new Command.SetQuotas(1, 2, 3, 4, 5),
                new Command.SessionOpen(1_000, 77),
                new Command.LeaseGrant(5, 1_000, Long.MAX_VALUE))) {
            assertThat(Command.decode(command.encode())).isEqualTo(command);
            assertThat(command.ownedBy(9)).isEqualTo(command.ownedBy(8).ownedBy(9));
        }
    }

    @Test
    void repliesSurviveEncoding() {
        KeyValue row = new KeyValue(Bytes.utf8("k"), Bytes.utf8("v"), 3, 5, 2, 1L << 62);
        OperationResult result = new OperationResult(2, List.of(row, row), true);
        List<Reply> replies = List.of(
                new Reply.Written(Long.MAX_VALUE, true, 3),
                new Reply.Transacted(7, false, List.of(result, new OperationResult(0, List.of(), false))),
                new Reply.Leased(7, 5, 1_000),
                new Reply.SessionOpened(7, 9, 1_000, -3),
                new Reply.Refused(7, Rejection.SESSION_EXPIRED, "gone"));
        for (Reply reply : replies) {
            assertThat(Reply.decode(reply.encode())).isEqualTo(reply);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4, 5})
    void bytesAreACommandOrRefused(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CommandGenerator commands = new CommandGenerator(random);
        Script script = new Script();
        for (int i = 0; i < ROUNDS; i++) {
            Bytes input = random.nextInt(3) == 0
                    ? noise(random)
                    : mutated(commands.any(script.store.revision(), List.of(1L)).encode(), random);
            long hashBefore = i % 50 == 0 ? contents(script) : 0;
            long revisionBefore = script.store.revision();
            Reply reply = Reply.decode(script.applyEncoded(input));
            if (reply instanceof Reply.Refused) {
                assertThat(script.store.revision()).isEqualTo(revisionBefore);
                if (i % 50 == 0 && isMalformed(input)) {
                    assertThat(contents(script)).isEqualTo(hashBefore);
                }
            }
            tryReply(input);
        }
    }

    /** The state hash covers the index, which an entry moves in any case. */
    private static long contents(Script script) {
        return script.store
                .range(RangeQuery.of(KeyRange.ALL), KvStore.LATEST, Long.MAX_VALUE, new RowList())
                .rows()
                .hashCode();
    }

    private static boolean isMalformed(Bytes input) {
        try {
            return Limits.CEILING.problemWith(Command.decode(input)) != null;
        } catch (MalformedBytesException e) {
            return true;
        }
    }

    private static void tryReply(Bytes input) {
        try {
            assertThat(Reply.decode(input).encode().isEmpty()).isFalse();
        } catch (MalformedBytesException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static Bytes noise(SplittableRandom random) {
        byte[] noise = new byte[random.nextInt(40)];
        random.nextBytes(noise);
        if (noise.length > 0 && random.nextBoolean()) {
            noise[0] = (byte) random.nextInt(17);
        }
        return Bytes.wrap(noise);
    }

    private static Bytes mutated(Bytes encoded, SplittableRandom random) {
        byte[] bytes = encoded.toArray();
        switch (random.nextInt(4)) {
            case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> {
                return Bytes.wrap(bytes, 0, random.nextInt(bytes.length));
            }
            default -> {
                byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(3));
                return Bytes.wrap(longer);
            }
        }
        return Bytes.wrap(bytes);
    }

    @Test
    void lyingCountsAndNestingAreRefusedBeforeAnythingIsAllocated() {
        byte[] manyCompares = {5, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7};
        assertThatThrownBy(() -> Command.decode(Bytes.wrap(manyCompares))).isInstanceOf(MalformedBytesException.class);
        byte[] nested = new byte[100_000];
        for (int i = 0; i < nested.length; i++) {
            nested[i] = (byte) (i % 4 == 0 ? 14 : 1);
        }
        assertThatThrownBy(() -> Command.decode(Bytes.wrap(nested)))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("session");
    }

    @Test
    void limitsNameWhatIsWrong() {
        Limits limits = new Limits(4, 8, 2);
        Bytes key = Bytes.utf8("key");
        Bytes longKey = Bytes.utf8("longer");
        assertThat(limits.problemWith(new Command.Put(key, Bytes.utf8("12345678"))))
                .isNull();
        assertThat(limits.problemWith(new Command.Put(longKey, Bytes.EMPTY)))
                .isEqualTo("a key may have 4 bytes but has 6");
        assertThat(limits.problemWith(new Command.Put(key, Bytes.utf8("123456789"))))
                .isEqualTo("a value may have 8 bytes but has 9");
        assertThat(limits.problemWith(new Command.Put(key, Bytes.EMPTY, 5, 5))).contains("not both");
        assertThat(limits.problemWith(new Command.Put(key, Bytes.EMPTY, -1, 0))).contains("TTL");
        assertThat(limits.problemWith(new Command.LeaseGrant(-1, 5))).contains("lease id");
        assertThat(limits.problemWith(new Command.LeaseGrant(Limits.FIRST_CHOSEN_LEASE_ID, 5)))
                .contains("lease id");
        Operation get = new Operation.Get(key);
        Operation put = new Operation.Put(key, Bytes.EMPTY);
        assertThat(limits.problemWith(branch(get, get, get))).contains("2 steps");
        assertThat(limits.problemWith(branch(put, put))).contains("only once");
        assertThat(limits.problemWith(branch(put, new Operation.Delete(key)))).contains("both put and delete");
        assertThat(limits.problemWith(branch(put, new Operation.Delete(Bytes.EMPTY))))
                .isNull();
        Command inner = new Command.SessionClose(1);
        assertThat(limits.problemWith(new Command.WithSession(1, 1, 0, inner))).contains("within");
    }

    private static Command branch(Operation... operations) {
        return new Command.Transaction(List.of(), List.of(operations), List.of());
    }

    @Test
    void prefixesEndBehindTheirLastKey() {
        assertThat(KeyRange.prefix(Bytes.utf8("ab")).endExclusive()).isEqualTo(Bytes.utf8("ac"));
        Bytes high = Bytes.wrap(new byte[] {7, -1, -1});
        assertThat(KeyRange.prefix(high).endExclusive()).isEqualTo(Bytes.wrap(new byte[] {8}));
        assertThat(KeyRange.prefix(Bytes.wrap(new byte[] {-1})).hasEnd()).isFalse();
        assertThat(KeyRange.prefix(Bytes.EMPTY)).isEqualTo(KeyRange.ALL);
        assertThat(KeyRange.single(high).contains(high)).isTrue();
        assertThat(KeyRange.single(high).contains(Bytes.wrap(new byte[] {7, -1, -1, 0})))
                .isFalse();
    }
}
