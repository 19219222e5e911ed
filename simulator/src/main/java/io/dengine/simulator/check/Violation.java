package io.dengine.simulator.check;

/** A violation of a rule that must always hold. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The violated rule, in a few words; the same for the same kind of fault. */
    private final String rule;

    public Violation(String rule, String what) {
        super(rule + ": " + what);
        this.rule = rule;
    }

    /** @param cause the failure that shows the violation */
    public Violation(String rule, String what, Throwable cause) {
        super(rule + ": " + what, cause);
        this.rule = rule;
    }

    public String rule() {
        return rule;
    }
}
