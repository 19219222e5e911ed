package io.dengine.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The encodings of entries, hard states and snapshot metadata: what was written is read, anything else is rejected. */
class LogCodecTest {
    private static BytesReader written(Consumer<BytesWriter> encoding) {
        BytesWriter writer = new BytesWriter(64);
        encoding.accept(writer);
        return new BytesReader(writer.toBytes());
    }

    private static BytesReader entry(long index, long term, long timeMillis, int kind) {
        return written(writer -> writer.writeVarLong(index)
                .writeVarLong(term)
                .writeVarLong(timeMillis)
                .writeByte(kind)
                .writeBytes(Bytes.EMPTY));
    }

    @ParameterizedTest
    @EnumSource(Entry.Kind.class)
    void anEntryIsReadAsItWasWritten(Entry.Kind kind) {
        Entry entry = new Entry(Long.MAX_VALUE, 7, 1_700_000_000_000L, kind, Bytes.utf8("payload"));
        BytesReader reader = written(entry::writeTo);
        assertThat(Entry.readFrom(reader)).isEqualTo(entry);
        assertThat(reader.remaining()).isZero();
    }

    @Test
    void theFirstEntryInTermZeroAtTimeZeroIsTheSmallest() {
        assertThat(Entry.readFrom(entry(1, 0, 0, 0))).isEqualTo(new Entry(1, 0, 0, Entry.Kind.NOOP, Bytes.EMPTY));
    }

    @Test
    void numbersThatNoEntryHasAreRejected() {
        for (BytesReader wrong : List.of(
                entry(0, 1, 1, 0),
                entry(-1, 1, 1, 0),
                entry(1, -1, 1, 0),
                entry(1, 1, -1, 0),
                entry(1, 1, 1, Entry.Kind.values().length))) {
            assertThatThrownBy(() -> Entry.readFrom(wrong))
                    .isInstanceOf(MalformedBytesException.class)
                    .hasMessageContaining("not an entry");
        }
    }

    @Test
    void theFirstEntryOfALeaderNamesItsIncarnationAndReportsALoss() {
        Entry began = new Entry(9, 2, 1, Entry.Kind.NOOP, Entry.beginning(42, false));
        assertThat(began.incarnation()).isEqualTo(42);
        assertThat(began.isAfterLoss()).isFalse();
        assertThat(began.mustBeSynced()).isFalse();

        Entry afterLoss = new Entry(9, 2, 1, Entry.Kind.NOOP, Entry.beginning(43, true));
        assertThat(afterLoss.incarnation()).isEqualTo(43);
        assertThat(afterLoss.isAfterLoss()).isTrue();
        assertThat(afterLoss.mustBeSynced()).isTrue();

        Entry command = new Entry(9, 2, 1, Entry.Kind.COMMAND, Entry.beginning(44, true));
        assertThat(command.incarnation()).isZero();
        assertThat(command.isAfterLoss()).isFalse();
    }

    @Test
    void commandsAndFirstEntriesCarryTheTimeOfTheirLeadersClock() {
        for (Entry.Kind kind : Entry.Kind.values()) {
            Entry entry = new Entry(9, 2, 1, kind, Bytes.EMPTY);
            assertThat(entry.isStamped())
                    .as(kind.name())
                    .isEqualTo(kind == Entry.Kind.COMMAND || kind == Entry.Kind.NOOP);
        }
    }

    @ParameterizedTest
    @EnumSource(Completeness.class)
    void aHardStateIsReadAsItWasWritten(Completeness completeness) {
        for (long promiseNanos : new long[] {0, 1, Long.MAX_VALUE}) {
            HardState state = new HardState(Long.MAX_VALUE, Integer.MAX_VALUE, completeness, promiseNanos);
            BytesReader reader = written(state::writeTo);
            assertThat(HardState.readFrom(reader)).isEqualTo(state);
            assertThat(reader.remaining()).isZero();
        }
    }

    @Test
    void numbersThatNoHardStateHasAreRejected() {
        BytesReader negativeTerm =
                written(writer -> writer.writeVarLong(-1).writeVarLong(1).writeByte(0));
        BytesReader unknownCompleteness =
                written(writer -> writer.writeVarLong(1).writeVarLong(1).writeByte(Completeness.values().length));
        BytesReader negativePromise = written(
                writer -> writer.writeVarLong(1).writeVarLong(1).writeByte(0x80).writeVarLong(-1));
        for (BytesReader wrong : List.of(negativeTerm, unknownCompleteness, negativePromise)) {
            assertThatThrownBy(() -> HardState.readFrom(wrong))
                    .isInstanceOf(MalformedBytesException.class)
                    .hasMessageContaining("not a hard state");
        }
    }

    @Test
    void snapshotMetadataIsReadAsItWasWritten() {
        Configuration members = new Configuration(3, List.of(new Member(1, "a:1", 11, Member.Role.VOTER)));
        for (long number : new long[] {0, 3, Long.MAX_VALUE}) {
            SnapshotMeta meta = new SnapshotMeta(new EntryId(number, number), number, members);
            assertThat(SnapshotMeta.readFrom(written(meta::writeTo))).isEqualTo(meta);
        }
        BytesReader negative = written(writer -> writer.writeVarLong(-1).writeVarLong(1));
        assertThatThrownBy(() -> SnapshotMeta.readFrom(negative)).isInstanceOf(MalformedBytesException.class);
    }
}
