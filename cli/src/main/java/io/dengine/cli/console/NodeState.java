package io.dengine.cli.console;

import io.dengine.server.console.Sample;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a node.
 *
 * @param url where it is asked
 * @param sample the last it has sent; null before the first
 * @param json the same as it came
 * @param heardMillis when that was, or when the first was asked for; Unix time
 * @param trouble why there is no newer one, in words for the user; empty if all is well
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

    /** Whether there is no newer sample than this one, and why. */
    public boolean isTroubled() {
        return !trouble.isEmpty();
    }
}
