package io.dengine.api;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls a listener, so that what it throws harms nobody but itself and is not lost: the first failure of each kind is
 * logged as a warning with its stack trace, later ones at level {@code DEBUG}. For everything that calls listeners of
 * users. Safe for use by any thread.
 */
public final class ListenerCalls {
    private static final System.Logger LOG = System.getLogger("io.dengine.listeners");
    private static final int MAX_KINDS = 32;

    private final String what;
    private final String consequence;
    private final Set<Class<?>> seen = ConcurrentHashMap.newKeySet();

    /**
     * @param what the beginning of a sentence, such as {@code "The listener of a watch"}
     * @param consequence what happens then, as a sentence
     */
    public ListenerCalls(String what, String consequence) {
        this.what = what;
        this.consequence = consequence;
    }

    /**
     * Runs {@code call}.
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

    /** Logs what a call has thrown. */
    public void failed(Throwable thrown) {
        boolean isNew = seen.size() < MAX_KINDS && seen.add(thrown.getClass());
        LOG.log(
                isNew ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                () -> what + " has failed with " + thrown + ". " + consequence,
                thrown);
    }
}
