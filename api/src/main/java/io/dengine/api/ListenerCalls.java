package io.dengine.api;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls a user's listener so that an exception from it neither harms the caller nor is lost: the first failure of each
 * exception class is logged as a warning with its stack trace, later ones at level {@code DEBUG}. All code that calls
 * users' listeners does it through this class. Any thread may use it.
 */
public final class ListenerCalls {
    private static final System.Logger LOG = System.getLogger("io.dengine.listeners");
    private static final int MAX_KINDS = 32;

    private final String what;
    private final String consequence;
    private final Set<Class<?>> seen = ConcurrentHashMap.newKeySet();

    /**
     * Creates the caller of one listener.
     *
     * @param what the beginning of a sentence, such as {@code "The listener of a watch"}
     * @param consequence a sentence that says what follows from a failure of the listener
     */
    public ListenerCalls(String what, String consequence) {
        this.what = what;
        this.consequence = consequence;
    }

    /**
     * Runs {@code call} and logs what it throws.
     *
     * @return what it threw, or null
     */
    public @Nullable Throwable run(Runnable call) {
        try {
            call.run();
            return null;
        } catch (RuntimeException | Error e) {
            failed(e);
            return e;
        }
    }

    /** Logs {@code thrown} as the failure of a call. */
    public void failed(Throwable thrown) {
        boolean isNew = seen.size() < MAX_KINDS && seen.add(thrown.getClass());
        LOG.log(
                isNew ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                () -> what + " has failed with " + thrown + ". " + consequence,
                thrown);
    }
}
