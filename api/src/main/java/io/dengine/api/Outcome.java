package io.dengine.api;

/** Tells whether a failed request took effect. */
public enum Outcome {
    /** The request was not applied and never will be: it may be sent again. */
    NOT_APPLIED,
    /** The request may have been applied, or may still be. */
    UNKNOWN
}
