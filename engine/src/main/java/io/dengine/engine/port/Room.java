package io.dengine.engine.port;

/**
 * How much room the disk of a node has, and what that allows.
 *
 * @param level what may still be written
 * @param freeBytes what may still be written as far as the disk knows, or -1 where nobody knows
 * @param reserveBytes below this, only commands are taken that are meant for that
 */
public record Room(Level level, long freeBytes, long reserveBytes) {
    /** Of a store that knows no bounds. */
    public static final Room UNKNOWN = new Room(Level.AMPLE, -1, 0);

    /** What may be written, from everything to nothing. */
    public enum Level {
        /** Everything. */
        AMPLE,
        /** What frees room or ends something: the reserve is for that. */
        SHORT,
        /** Nothing that a client or the store asks for. */
        NONE
    }

    /** Whether there is as much room as there should be. */
    public boolean isAmple() {
        return level == Level.AMPLE;
    }

    /** As a part of a sentence for operators: the numbers. */
    public String inWords() {
        return mebibytes(freeBytes) + " MiB are free, and below " + mebibytes(reserveBytes)
                + " MiB only what frees room is taken";
    }

    private static String mebibytes(long bytes) {
        long tenths = bytes * 10 >> 20;
        return tenths / 10 + "." + tenths % 10;
    }
}
