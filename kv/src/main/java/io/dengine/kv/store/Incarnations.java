package io.dengine.kv.store;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.log.Entry;
import io.dengine.engine.port.OtherVersionException;
import java.util.HexFormat;

/**
 * Begins histories: one with the first leader of a new cluster, one with the first leader after a restore, and one with
 * a leader that was elected although acknowledged entries may be lost.
 *
 * <p>What clients hold of one history has no meaning in another: sessions end, leases lose their holders, and revisions
 * continue beyond all that were ever reported, so that no revision names two states. Only an empty store cannot skip
 * revisions, because it does not know which existed before; there the incarnation alone distinguishes the histories.
 */
public final class Incarnations {
    /**
     * More revisions than any cluster creates between the state from which a new history continues and the end of the
     * old one: 100,000 per second for four months. The same number serves after a restore and after an accepted loss:
     * the nodes may lack more than what they had not synced, for instance if their disks were lost.
     */
    static final long LOST_REVISIONS = 1L << 40;

    private Incarnations() {}

    /** Formats an incarnation for users: 16 hexadecimal digits. */
    public static String text(long incarnation) {
        return HexFormat.of().toHexDigits(incarnation);
    }

    /**
     * Returns a part of a backup's state as a restore uses it: the state belongs to no history then, so that the first
     * leader begins one.
     *
     * @throws MalformedBytesException if {@code part} is not one that {@link KvStore#freeze} writes
     * @throws OtherVersionException if it is in the format of another version
     */
    public static Bytes ended(Bytes part) throws OtherVersionException {
        if (part.isEmpty() || part.at(0) != StateParts.NUMBERS) {
            return part;
        }
        BytesReader reader = new BytesReader(part.slice(1));
        FrozenState.Numbers numbers = StatePartsReader.numbers(reader).withoutIncarnation();
        return StateParts.numbers(numbers, reader.readVarLong());
    }

    /** Begins a history if {@code first}, the first entry of a leader, starts one. */
    static void enter(KvState state, Entry first) {
        boolean isNew = state.incarnation == 0 && first.incarnation() != 0;
        if (!isNew && !first.isAfterLoss()) {
            return;
        }
        boolean isRestored = isNew && first.index() > 1;
        if (isRestored || first.isAfterLoss()) {
            state.revision += LOST_REVISIONS;
            // No revision is readable across the gap: a read of an older revision fails with the answer that it was
            // compacted.
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
