package io.dengine.bench;

import io.dengine.bytes.Bytes;

/**
 * Maps the number of a call to its key, and depends on nothing else, so that a later run reads what an earlier one
 * wrote.
 *
 * @param keySize the key size in bytes, from 1 to 1024
 * @param sequential true for decimal numbers that count down from the largest, instead of random letters and digits
 * @param keySpace the number of keys after which they repeat; 0 for never
 */
public record KeySource(int keySize, boolean sequential, long keySpace) {
    private static final byte[] ALPHABET = alphabet();

    public KeySource {
        if (keySize < 1 || keySize > 1024) {
            throw new IllegalArgumentException("--key-size must be from 1 to 1024, not " + keySize);
        }
        if (keySpace < 0) {
            throw new IllegalArgumentException("--key-space must not be negative");
        }
    }

    /** Returns the same keys, limited to {@code keys} different ones. */
    public KeySource withKeySpace(long keys) {
        return new KeySource(keySize, sequential, keys);
    }

    private static byte[] alphabet() {
        byte[] letters = new byte[62];
        for (int i = 0; i < 26; i++) {
            letters[i] = (byte) ('a' + i);
            letters[26 + i] = (byte) ('A' + i);
        }
        for (int i = 0; i < 10; i++) {
            letters[52 + i] = (byte) ('0' + i);
        }
        return letters;
    }

    /** Returns the key of a call by its number, from 0. */
    public Bytes key(long call) {
        long number = keySpace == 0 ? call : call % keySpace;
        byte[] key = new byte[keySize];
        if (sequential) {
            fillDecimal(key, number);
        } else {
            fillRandom(key, number);
        }
        return Bytes.wrap(key);
    }

    private static void fillDecimal(byte[] key, long number) {
        long rest = number;
        for (int i = key.length - 1; i >= 0; i--) {
            key[i] = (byte) ('9' - rest % 10);
            rest /= 10;
        }
    }

    private static void fillRandom(byte[] key, long number) {
        long state = number;
        for (int i = 0; i < key.length; i++) {
            state += 0x9e3779b97f4a7c15L;
            long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
            key[i] = ALPHABET[(int) Long.remainderUnsigned(mixed ^ (mixed >>> 31), ALPHABET.length)];
        }
    }
}
