package io.dengine.kv.store;

import io.dengine.kv.session.Sessions;
import io.dengine.kv.ttl.Leases;

/** All that the log determines, in the hands of the applying thread. */
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
    /** When the grace that a leader gives began last: the time of the first entry of its leadership. */
    long graceSinceMillis;
    /** Up to where clients asked for history to be forgotten. */
    long compactedRevision;
    /** How often acknowledged changes may have been lost, as far as anybody knows. */
    long lossEpoch;
    /** How many lease ids the store has chosen so far. */
    long chosenLeases;
    /** How much sessions and leases may take. */
    Quotas quotas = Quotas.STANDARD;
    /** Names the history that this state belongs to; 0 until the first entry of a leader was applied. */
    long incarnation;

    /** A state that begins with what is visible in {@code map}, and nothing beside it. */
    KvState(KeyTable map) {
        this.map = map;
        this.revision = map.revision();
    }
}
