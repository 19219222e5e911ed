package io.dengine.recipes;

import io.dengine.bytes.Bytes;
import java.util.concurrent.CompletableFuture;

/**
 * That one leads. Closing it resigns; the next candidate in line leads then.
 *
 * <p>What {@link Held} says of tokens and guards counts most here: who leads may be paused, and not know yet that
 * another leads by now.
 */
public final class Leadership extends Held {
    Leadership(Grip grip) {
        super(grip);
    }

    /**
     * Replaces the value that observers see.
     *
     * @return false if this leads no more
     */
    public boolean proclaim(String value) throws InterruptedException {
        return Waiting.on(ownedKey().rewrite(Bytes.utf8(value)));
    }

    /** As {@link #proclaim}. */
    public CompletableFuture<Boolean> proclaimAsync(String value) {
        return Waiting.apart(ownedKey().rewrite(Bytes.utf8(value)));
    }
}
