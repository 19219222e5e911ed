package io.dengine.testkit.check;

/** A broken promise: something happened that must never happen. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The rule that was broken, in one or two words; the same for the same kind of fault. */
    private final String rule;

    public Violation(String rule, String what) {
        super(rule + ": " + what);
        this.rule = rule;
    }

    /** @param cause the failure that shows the fault */
    public Violation(String rule, String what, Throwable cause) {
        super(rule + ": " + what, cause);
        this.rule = rule;
    }

    public String rule() {
        return rule;
    }
}
