package io.dengine.engine.port;

/**
 * The room on the disk of a node, and what it allows.
 *
 * @param level what may still be written
 * @param freeBytes how many bytes may still be written as far as the disk knows, or -1 if that is unknown
 * @param reserveBytes the reserve: below this, only commands are accepted for which the reserve is meant
 */
public record Room(Level level, long freeBytes, long reserveBytes) {
    /** The room of a store that knows no bounds. */
    public static final Room UNKNOWN = new Room(Level.AMPLE, -1, 0);

    /** The kinds of data that may be written, from everything to nothing. */
    public enum Level {
        /** Everything. */
        AMPLE,
        /** Only commands that free room or end something: the reserve is for them. */
        SHORT,
        /** Nothing that a client or the store requests. */
        NONE
    }

    /** Returns whether there is as much room as there should be. */
    public boolean isAmple() {
        return level == Level.AMPLE;
    }

    /** Returns the numbers as a part of a sentence for operators. */
    public String inWords() {
        return mebibytes(freeBytes) + " MiB are free, and below " + mebibytes(reserveBytes)
                + " MiB only what frees room is taken";
    }

    private static String mebibytes(long bytes) {
        long tenths = bytes * 10 >> 20;
        return tenths / 10 + "." + tenths % 10;
    }
}
