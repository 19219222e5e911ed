package io.dengine.kv.watch;

import io.dengine.api.WatchEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The changes of the kept history, where they are stored. Any thread. */
public interface PastChanges {
    /** Returns the changes of a visible revision, in their order, or null if they were compacted. */
    @Nullable
    List<WatchEvent> changes(long revision);
}
