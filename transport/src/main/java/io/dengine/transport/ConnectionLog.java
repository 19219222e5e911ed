package io.dengine.transport;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the state of connections for operators. The lines go to the operator's logger, which prints them at every log
 * level, so the same line about the same peer is printed only at intervals.
 */
final class ConnectionLog {
    /** The key for all callers that have not proven to be members. */
    static final int STRANGER = 0;

    private static final Logger OPERATOR = LoggerFactory.getLogger("d-engine.operator");
    private static final long REPEAT_NANOS = 10_000_000_000L;
    private static final int MAX_LINES = 10;

    private final int nodeId;
    private final Map<Integer, Said> lastByPeer = new HashMap<>();

    private static final class Said {
        String text = "";
        long atNanos;
        int suppressed;
        long windowStartNanos;
        int linesInWindow;
    }

    ConnectionLog(int nodeId) {
        this.nodeId = nodeId;
    }

    /** Logs an expected or wanted event. */
    void changed(int peer, String text) {
        String line = admit(peer, text, System.nanoTime());
        if (line != null) {
            OPERATOR.info("node {}: {}", nodeId, line);
        }
    }

    /** Logs an event that an operator may have to act on. */
    void trouble(int peer, String text) {
        String line = admit(peer, text, System.nanoTime());
        if (line != null) {
            OPERATOR.warn("node {}: {}", nodeId, line);
        }
    }

    /**
     * Returns the line to print, or null if it was printed a moment ago. Strangers share one budget, whatever they
     * cause.
     */
    synchronized @Nullable String admit(int peer, String text, long nowNanos) {
        Said said = lastByPeer.computeIfAbsent(peer, id -> new Said());
        boolean repeated = said.text.equals(text) || peer == STRANGER && !said.text.isEmpty();
        if (nowNanos - said.windowStartNanos >= REPEAT_NANOS) {
            said.windowStartNanos = nowNanos;
            said.linesInWindow = 0;
        }
        // A connection that is opened and closed repeatedly alternates between different lines.
        if (repeated && nowNanos - said.atNanos < REPEAT_NANOS || said.linesInWindow >= MAX_LINES) {
            said.suppressed++;
            return null;
        }
        said.linesInWindow++;
        String line = said.suppressed == 0 ? text : text + " (" + said.suppressed + " similar lines left out)";
        said.text = text;
        said.atNanos = nowNanos;
        said.suppressed = 0;
        return line;
    }
}
