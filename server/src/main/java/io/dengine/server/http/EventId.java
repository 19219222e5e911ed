package io.dengine.server.http;

import io.dengine.kv.store.Incarnations;
import java.util.HexFormat;

/**
 * The id of a server-sent event: a history and the revision up to which it was sent, so that a client that reconnects
 * never continues in another history. Written as 16 hexadecimal digits, a hyphen, and the revision. Only this class
 * knows the format.
 *
 * @param incarnation identifies the history; 0 for the current one
 * @param revision from 0
 */
record EventId(long incarnation, long revision) {
    private static final int DIGITS = 16;

    /**
     * Reads the output of {@link #toString}, or a revision alone.
     *
     * @throws BadRequestException if {@code text} is neither
     */
    static EventId parse(String text) {
        boolean isWhole = text.length() > DIGITS && text.charAt(DIGITS) == '-';
        try {
            long incarnation = isWhole ? HexFormat.fromHexDigitsToLong(text, 0, DIGITS) : 0;
            long revision = WholeNumber.parse(isWhole ? text.substring(DIGITS + 1) : text);
            if (revision >= 0 && revision < Long.MAX_VALUE) {
                return new EventId(incarnation, revision);
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new BadRequestException("the header Last-Event-ID is not an id that a watch has sent: " + DIGITS
                + " hexadecimal digits for the incarnation, '-', and the revision");
    }

    @Override
    public String toString() {
        return Incarnations.text(incarnation) + "-" + revision;
    }
}
