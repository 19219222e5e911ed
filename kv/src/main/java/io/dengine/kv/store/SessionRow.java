package io.dengine.kv.store;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.kv.session.KeptReplies;
import io.dengine.kv.session.Session;
import io.dengine.kv.session.SessionState;
import io.dengine.kv.session.Sessions;
import io.dengine.kv.ttl.Renewal;
import io.dengine.kv.ttl.TimedTable;

/** A session as snapshots and tables on disk store it. */
record SessionRow(long id, long ttlMillis, long owner, SessionState state) {
    static SessionRow of(Session session, SessionState state) {
        return new SessionRow(session.id(), session.ttlMillis(), session.owner(), state);
    }

    static SessionRow of(TimedTable.Row<Session, SessionState> row) {
        return of(row.element(), row.state());
    }

    void write(BytesWriter writer) {
        writer.writeVarLong(id)
                .writeVarLong(ttlMillis)
                .writeVarLong(owner)
                .writeVarLong(state.renewal().deadlineMillis())
                .writeVarLong(state.renewal().generation())
                .writeVarLong(state.acknowledgedUpTo())
                .writeVarLong(state.kept().size());
        for (SessionState.Kept kept : state.kept()) {
            writer.writeVarLong(kept.sequence()).writeBytes(kept.reply());
        }
    }

    static SessionRow read(BytesReader reader) {
        long id = reader.readVarLong();
        long ttlMillis = reader.readVarLong();
        long owner = reader.readVarLong();
        Renewal renewal = new Renewal(reader.readVarLong(), reader.readVarLong());
        long acknowledgedUpTo = reader.readVarLong();
        int count = reader.readVarInt(Sessions.MAX_KEPT_REPLIES);
        KeptReplies kept = KeptReplies.NONE;
        for (int i = 0; i < count; i++) {
            long sequence = reader.readVarLong();
            Bytes reply = reader.readBytes().copy(); // a copy: the buffer that it is read from is large
            kept = kept.with(sequence, reply);
        }
        return new SessionRow(id, ttlMillis, owner, new SessionState(renewal, acknowledgedUpTo, kept));
    }
}
