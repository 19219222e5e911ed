package io.dengine.core.protocol;

import io.dengine.core.Effect;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the effects of one event, and combines everything that must be stored into one persist effect. It is the
 * only place of two rules: no message that shows a term or a vote leaves before that is durable; and entries that must
 * not be forgotten count as stored only once they are synced, even if other entries need less.
 */
final class Outbox {
    private final Effect.Level level;
    private List<Effect> effects = new ArrayList<>();

    private long lastSequence;
    private long lastHardStateSequence;
    private long persistedSequence;

    private @Nullable HardState hardState;
    private long truncateAfter = Effect.Persist.KEEP_ALL;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Effect.Send> after = new ArrayList<>();

    Outbox(Effect.Level level) {
        this.level = level;
    }

    void begin(List<Effect> target) {
        effects = target;
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    /** Sends at once, or as soon as the term and vote that the message shows are durable. */
    void send(int to, Message message) {
        if (hardState != null || lastHardStateSequence > persistedSequence) {
            after.add(new Effect.Send(to, message));
        } else {
            effects.add(new Effect.Send(to, message));
        }
    }

    /** Sends once everything that was requested to be stored so far, including by this event, has reached its level. */
    void sendAfterPersist(int to, Message message) {
        after.add(new Effect.Send(to, message));
    }

    void hardState(HardState newHardState) {
        hardState = newHardState;
    }

    void truncateAfter(long lastKept) {
        truncateAfter = lastKept;
    }

    void append(Entry entry) {
        entries.add(entry);
    }

    void persisted(long sequence) {
        persistedSequence = sequence;
    }

    /** Returns the sequence that the persist effect of the current event will have, if there is one. */
    long nextSequence() {
        return lastSequence + 1;
    }

    long persistedSequence() {
        return persistedSequence;
    }

    /** Ends the event: emits one persist effect if anything must be stored or waits for storage. */
    void end(LogView log, long nowNanos) {
        if (hardState == null && truncateAfter == Effect.Persist.KEEP_ALL && entries.isEmpty() && after.isEmpty()) {
            return;
        }
        lastSequence++;
        if (hardState != null) {
            lastHardStateSequence = lastSequence;
        }
        log.writing(lastSequence, nowNanos);
        effects.add(new Effect.Persist(lastSequence, hardState, truncateAfter, entries, levelOfEntries(), after));
        hardState = null;
        truncateAfter = Effect.Persist.KEEP_ALL;
        entries.clear();
        after.clear();
    }

    private Effect.Level levelOfEntries() {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).mustBeSynced()) {
                return Effect.Level.SYNCED;
            }
        }
        return level;
    }
}
