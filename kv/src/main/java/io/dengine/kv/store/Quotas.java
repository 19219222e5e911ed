package io.dengine.kv.store;

import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.command.Command;

/**
 * The bounds of what sessions and leases may take of the replicated state. Part of the state, so that every node
 * refuses the same commands; the leader writes the quotas of its configuration into the log.
 *
 * @param maxSessions the maximum number of open sessions
 * @param maxSessionsOfOwner the maximum number of open sessions of one owner; owner 0 has no bound of its own
 * @param maxReplyBytes the maximum size in bytes of the replies that sessions keep until clients have acknowledged
 *     them; one owner may use a quarter of it
 * @param maxLeases the maximum number of leases that keys can share; TTLs of single keys do not count
 * @param maxLeasesOfOwner the maximum number of such leases of one owner; owner 0 has no bound of its own
 */
public record Quotas(int maxSessions, int maxSessionsOfOwner, long maxReplyBytes, int maxLeases, int maxLeasesOfOwner) {
    /** The default quotas. */
    public static final Quotas STANDARD = new Quotas(100_000, 1_000, 64 << 20, 1_000_000, 100_000);

    private static final int OWNERS_SHARE = 4;

    public Quotas {
        if (maxSessions < 1 || maxSessionsOfOwner < 1 || maxReplyBytes < 1 || maxLeases < 1 || maxLeasesOfOwner < 1) {
            throw new IllegalArgumentException("quotas must be positive: " + maxSessions + ", " + maxSessionsOfOwner
                    + ", " + maxReplyBytes + ", " + maxLeases + ", " + maxLeasesOfOwner);
        }
    }

    static Quotas of(Command.SetQuotas command) {
        return new Quotas(
                command.maxSessions(),
                command.maxSessionsOfOwner(),
                command.maxReplyBytes(),
                command.maxLeases(),
                command.maxLeasesOfOwner());
    }

    Command.SetQuotas command() {
        return new Command.SetQuotas(maxSessions, maxSessionsOfOwner, maxReplyBytes, maxLeases, maxLeasesOfOwner);
    }

    long maxReplyBytesOfOwner() {
        return Math.max(1, maxReplyBytes / OWNERS_SHARE);
    }

    void write(BytesWriter writer) {
        writer.writeVarLong(maxSessions)
                .writeVarLong(maxSessionsOfOwner)
                .writeVarLong(maxReplyBytes)
                .writeVarLong(maxLeases)
                .writeVarLong(maxLeasesOfOwner);
    }

    /** @throws MalformedBytesException if the bytes are not quotas */
    static Quotas read(BytesReader reader) {
        int maxSessions = reader.readVarInt(Integer.MAX_VALUE);
        int maxSessionsOfOwner = reader.readVarInt(Integer.MAX_VALUE);
        long maxReplyBytes = reader.readVarLong();
        int maxLeases = reader.readVarInt(Integer.MAX_VALUE);
        int maxLeasesOfOwner = reader.readVarInt(Integer.MAX_VALUE);
        try {
            return new Quotas(maxSessions, maxSessionsOfOwner, maxReplyBytes, maxLeases, maxLeasesOfOwner);
        } catch (IllegalArgumentException e) {
            throw new MalformedBytesException(String.valueOf(e.getMessage()));
        }
    }
}
