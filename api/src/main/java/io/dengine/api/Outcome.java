package io.dengine.api;

/** What became of a request that failed. */
public enum Outcome {
    /** It has not taken effect and never will: it may be sent again. */
    NOT_APPLIED,
    /** It has taken effect, or will, or never will: nobody can say. */
    UNKNOWN
}
