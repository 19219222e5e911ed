package io.dengine.cli.console;

import io.dengine.server.console.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The state of a node as the console knows it.
 *
 * @param url the address of the node's console
 * @param sample the last sample; null before the first
 * @param json the same sample as it was received
 * @param heardMillis the time of that sample, or of the first request; Unix time in milliseconds
 * @param trouble the reason why there is no newer sample, in words for the user; empty if there is no trouble
 */
public record NodeState(String url, @Nullable Sample sample, String json, long heardMillis, String trouble) {
    static NodeState unknown(String url, long nowMillis) {
        return new NodeState(url, null, "", nowMillis, "");
    }

    NodeState heard(String line, long nowMillis) {
        return new NodeState(url, Sample.fromJson(line), line, nowMillis, "");
    }

    NodeState troubled(String why) {
        return new NodeState(url, sample, json, heardMillis, why);
    }

    /** Returns true if there is a reason why no newer sample has arrived. */
    public boolean isTroubled() {
        return !trouble.isEmpty();
    }
}
