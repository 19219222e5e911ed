package io.dengine.transport;

import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import java.util.random.RandomGenerator;

/**
 * 128 random bits that were never used before and that only their receiver can know.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record Nonce(long high, long low) {
    /** @param random must be unpredictable; in production a {@link java.security.SecureRandom} */
    public static Nonce drawn(RandomGenerator random) {
        return new Nonce(random.nextLong(), random.nextLong());
    }

    static Nonce readFrom(BytesReader in) {
        return new Nonce(in.readLong(), in.readLong());
    }

    void writeTo(BytesWriter out) {
        out.writeLong(high).writeLong(low);
    }

    /** Hides the bits: a log must not help an attacker to pass for a member. */
    @Override
    public String toString() {
        return "Nonce";
    }
}
