package io.dengine.kv.store;

/**
 * Derives the ids of sessions and leases of one incarnation.
 *
 * <p>Within an incarnation, different numbers give different ids. The ids of different incarnations are as unrelated as
 * random numbers of 62 bits, so that an id that a client holds from one incarnation is never found in another.
 */
public final class DrawnIds {
    private static final long MASK = (1L << 62) - 1;

    private DrawnIds() {}

    /** Returns a session id, from 1 to 2^62. */
    public static long session(long incarnation, long number) {
        return 1 + permuted(incarnation, number);
    }

    /** Returns a lease id, from {@link Limits#FIRST_CHOSEN_LEASE_ID}. */
    public static long lease(long incarnation, long number) {
        return Limits.FIRST_CHOSEN_LEASE_ID + permuted(incarnation, ~number);
    }

    /** Permutes the numbers of 62 bits: each step can be undone. Each incarnation has its own permutation. */
    private static long permuted(long incarnation, long number) {
        long z = number & MASK;
        for (long key = incarnation, round = 0; round < 3; round++) {
            z = (z ^ key) & MASK;
            z = ((z ^ z >>> 31) * 0x3F58_476D_1CE4_E5B9L) & MASK;
            z = ((z ^ z >>> 29) * 0x14D0_49BB_1331_11EBL) & MASK;
            z ^= z >>> 32;
            key = Long.rotateLeft(key * 0x9E37_79B9_7F4A_7C15L, 27);
        }
        return z;
    }
}
