package io.dengine.kv.store;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.log.Entry;
import java.util.HexFormat;

/**
 * Where histories begin: with the first leader of a new cluster, with the first leader after a restore, and with a
 * leader that was elected although acknowledged entries may be gone.
 *
 * <p>What clients hold of one history means nothing in another: sessions end, leases lose their holders, and revisions
 * continue beyond all that were ever reported, so that none stands for two states. Only an empty store cannot do that,
 * as it does not know what was there before; there the incarnation alone tells the histories apart.
 */
public final class Incarnations {
    /**
     * More than any cluster makes between the state from which a history goes on and its own end: 100,000 a second for
     * four months. After an accepted loss as after a restore: those who accept it may lack more than what they had not
     * synced, be it that their disks were lost.
     */
    static final long LOST_REVISIONS = 1L << 40;

    private Incarnations() {}

    /** As users see it: 16 hexadecimal digits. */
    public static String text(long incarnation) {
        return HexFormat.of().toHexDigits(incarnation);
    }

    /**
     * A part of a state as a restore takes it over from a backup: the state belongs to no history then, so that the
     * first leader begins one.
     *
     * @throws MalformedBytesException if it is not what {@link KvStore#freeze} makes
     */
    public static Bytes ended(Bytes part) {
        if (part.isEmpty() || part.at(0) != StateParts.NUMBERS) {
            return part;
        }
        BytesReader reader = new BytesReader(part.slice(1));
        FrozenState.Numbers numbers = StatePartsReader.numbers(reader).withoutIncarnation();
        return StateParts.numbers(numbers, reader.readVarLong());
    }

    /** Begins a history if {@code first}, the first entry of a leader, is where one begins. */
    static void enter(KvState state, Entry first) {
        boolean isNew = state.incarnation == 0 && first.incarnation() != 0;
        if (!isNew && !first.isAfterLoss()) {
            return;
        }
        boolean isRestored = isNew && first.index() > 1;
        if (isRestored || first.isAfterLoss()) {
            state.revision += LOST_REVISIONS;
            // Nothing leads back across the gap: a client that asks for the past is told that it is not there.
            state.compactedRevision = state.revision;
            state.map.skipTo(state.revision);
            state.sessions.closeAll();
            state.leases.orphanAll(first.timeMillis());
        }
        if (first.isAfterLoss()) {
            state.lossEpoch++;
        }
        state.incarnation = first.incarnation();
    }
}
