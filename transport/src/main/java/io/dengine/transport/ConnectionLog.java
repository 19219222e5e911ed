package io.dengine.transport;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines about connections that operators search for. Goes to the operator's logger, whose lines are printed at
 * every log level, and therefore says the same thing about the same peer only now and then.
 */
final class ConnectionLog {
    /** The key for everybody who has not shown to be a member. */
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

    /** Something good or wanted. */
    void changed(int peer, String text) {
        String line = admit(peer, text, System.nanoTime());
        if (line != null) {
            OPERATOR.info("node {}: {}", nodeId, line);
        }
    }

    /** Something that an operator may have to mend. */
    void trouble(int peer, String text) {
        String line = admit(peer, text, System.nanoTime());
        if (line != null) {
            OPERATOR.warn("node {}: {}", nodeId, line);
        }
    }

    /** The line to print, or null if it was said a moment ago. Strangers share one budget, whatever they cause. */
    synchronized @Nullable String admit(int peer, String text, long nowNanos) {
        Said said = lastByPeer.computeIfAbsent(peer, id -> new Said());
        boolean repeated = said.text.equals(text) || peer == STRANGER && !said.text.isEmpty();
        if (nowNanos - said.windowStartNanos >= REPEAT_NANOS) {
            said.windowStartNanos = nowNanos;
            said.linesInWindow = 0;
        }
        // A connection that comes and goes says different things in turn.
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
