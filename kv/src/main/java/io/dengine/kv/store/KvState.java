package io.dengine.kv.store;

import io.dengine.kv.session.Sessions;
import io.dengine.kv.ttl.Leases;

/** The state that the log determines. Owned by the apply thread. */
final class KvState {
    final KeyTable map;
    final Leases leases = new Leases();
    final Sessions sessions = new Sessions();

    /** The index of the last applied entry. */
    long index;
    /** The newest revision, published or not. */
    long revision;
    /** The time of the last applied entry. */
    long clockMillis;
    /** The time at which the last grace began: that of the first entry of a leadership. */
    long graceSinceMillis;
    /** The revision up to which clients compacted the history. */
    long compactedRevision;
    /** The number of times at which acknowledged changes may have been lost, as far as is known. */
    long lossEpoch;
    /** The number of lease ids that the store has chosen so far. */
    long chosenLeases;
    /** The bounds of sessions and leases. */
    Quotas quotas = Quotas.STANDARD;
    /** The history that this state belongs to; 0 until the first entry of a leader was applied. */
    long incarnation;

    /** Creates a state that holds what is visible in {@code map}, and nothing else. */
    KvState(KeyTable map) {
        this.map = map;
        this.revision = map.revision();
    }
}
