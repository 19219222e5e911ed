package io.dengine.microbench;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.core.log.Entry;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Keys, values and entries that all microbenchmarks use. */
final class Samples {
    static final int KEYS = 100_000;
    private static final int VALUE_BYTES = 256;
    private static final Bytes VALUE = value();

    private Samples() {}

    private static Bytes value() {
        byte[] value = new byte[VALUE_BYTES];
        new SplittableRandom(1).nextBytes(value);
        return Bytes.wrap(value);
    }

    /** Returns a key of eight decimal digits that count down. */
    static Bytes key(long number) {
        byte[] key = new byte[8];
        long rest = number % KEYS;
        for (int i = key.length - 1; i >= 0; i--) {
            key[i] = (byte) ('9' - rest % 10);
            rest /= 10;
        }
        return Bytes.wrap(key);
    }

    static Command put(long number) {
        return new Command.Put(key(number), VALUE);
    }

    /** Returns a log entry with a write to the store. */
    static Entry entry(long index) {
        return new Entry(index, 1, index, Entry.Kind.COMMAND, put(index).encode());
    }

    static List<Entry> entries(long firstIndex, int count) {
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(entry(firstIndex + i));
        }
        return entries;
    }

    static Configuration voters() {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            members.add(new Member(id, "127.0.0.1:" + (9080 + id), 0, Member.Role.VOTER));
        }
        return new Configuration(0, members);
    }
}
