package io.dengine.transport;

import java.util.HexFormat;

/**
 * The 128 bits that tell clusters apart: nodes of different clusters never talk to each other.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record ClusterId(long high, long low) {
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
