package io.dengine.server.http;

import io.dengine.kv.store.Incarnations;
import java.util.HexFormat;

/**
 * The id of a server-sent event: everything up to which revision of which history was sent, so that a client that
 * reconnects never goes on in another history. Written as 16 hexadecimal digits, a hyphen, and the revision. The one
 * place that knows this form.
 *
 * @param incarnation 0 for whichever history this is
 * @param revision from 0
 */
record EventId(long incarnation, long revision) {
    private static final int DIGITS = 16;

    /**
     * Reads what {@link #toString} wrote, or a revision alone.
     *
     * @throws BadRequestException if it is neither
     */
    static EventId parse(String text) {
        boolean isWhole = text.length() > DIGITS && text.charAt(DIGITS) == '-';
        try {
            long incarnation = isWhole ? HexFormat.fromHexDigitsToLong(text, 0, DIGITS) : 0;
            long revision = Long.parseLong(isWhole ? text.substring(DIGITS + 1) : text);
            if (revision >= 0 && revision < Long.MAX_VALUE) {
                return new EventId(incarnation, revision);
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new BadRequestException("the header Last-Event-ID is not an id that a watch has sent: " + DIGITS
                + " hexadecimal digits for the incarnation, '-', and the revision");
    }

    @Override
    public String toString() {
        return Incarnations.text(incarnation) + "-" + revision;
    }
}
