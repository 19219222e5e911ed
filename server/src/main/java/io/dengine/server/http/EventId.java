package io.dengine.server.http;

/** The ids of server-sent events: everything up to the revision in it was sent. The one place that knows their form. */
final class EventId {
    private EventId() {}

    static String of(long revision) {
        return Long.toString(revision);
    }

    /**
     * The revision from which a client goes on that was sent {@code id} last.
     *
     * @throws BadRequestException if it is no such id
     */
    static long next(String id) {
        try {
            long revision = Long.parseLong(id);
            if (revision >= 0) {
                return Math.addExact(revision, 1);
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // The same answer as for a negative one.
        }
        throw new BadRequestException("the header Last-Event-ID is not an id that a watch has sent");
    }
}
