package io.dengine.formats;

import io.dengine.simulator.fault.SimDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Damage to files, encoded as a fuzzer's input: each change has a file, an offset (three bytes), a length, and bytes.
 */
final class Damage {
    private static final int HEAD = 5;
    private static final int LONGEST = 16;

    private Damage() {}

    /** Returns inputs that change a byte at the beginning, in the middle, and at the end of each file. */
    static List<byte[]> seeds(int files) {
        List<byte[]> seeds = new ArrayList<>();
        for (int file = 0; file < files; file++) {
            for (int place = 0; place < 64; place++) {
                seeds.add(new byte[] {(byte) file, (byte) (place * 37), (byte) (place & 15), 0, 2, (byte) place, -1});
            }
        }
        return seeds;
    }

    /** Applies the damage, and returns whether any byte changed. */
    static boolean apply(byte[] input, SimDisk disk) throws IOException {
        List<String> files = new ArrayList<>(disk.list());
        files.sort(String::compareTo);
        boolean changed = false;
        for (int at = 0; at + HEAD < input.length; ) {
            int length = Math.min(1 + (input[at + 4] & 0xFF) % LONGEST, input.length - at - HEAD);
            String file = files.get((input[at] & 0xFF) % files.size());
            byte[] before = disk.contents(file);
            if (before.length > 0) {
                int place = ((input[at + 1] & 0xFF) | (input[at + 2] & 0xFF) << 8 | (input[at + 3] & 0xFF) << 16)
                        % before.length;
                int end = Math.min(before.length, place + length);
                byte[] bytes = Arrays.copyOfRange(input, at + HEAD, at + HEAD + end - place);
                changed |= !Arrays.equals(bytes, Arrays.copyOfRange(before, place, end));
                disk.damage(file, place, bytes);
            }
            at += HEAD + length;
        }
        return changed;
    }
}
