package io.dengine.recipes;

import io.dengine.bytes.Bytes;
import java.util.concurrent.CompletableFuture;

/**
 * A leadership that this process holds. Closing it resigns; then the next candidate in line leads.
 *
 * <p>The warnings of {@link Held} about tokens and guards matter most here: a leader may have been paused and not know
 * yet that another one leads.
 */
public final class Leadership extends Held {
    Leadership(Grip grip) {
        super(grip);
    }

    /**
     * Replaces the value that observers see.
     *
     * @return false if this leadership has ended
     * @throws InterruptedException if the caller was interrupted; the value may have been replaced
     */
    public boolean proclaim(String value) throws InterruptedException {
        return Waiting.on(ownedKey().rewrite(Bytes.utf8(value)));
    }

    /** Asynchronous variant of {@link #proclaim}. */
    public CompletableFuture<Boolean> proclaimAsync(String value) {
        return Waiting.apart(ownedKey().rewrite(Bytes.utf8(value)));
    }
}
