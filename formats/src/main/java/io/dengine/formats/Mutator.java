package io.dengine.formats;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Derives damaged inputs from valid ones; the same seed gives the same inputs. */
final class Mutator {
    private static final int MOST_CHANGES = 4;
    private static final int LONGEST = 1 << 16;
    private static final int[] INTERESTING = {0, 1, 0x7F, 0x80, 0xFF, 0xFE, 8, 0x40};

    private final SplittableRandom random;
    private final List<byte[]> seeds;

    Mutator(long seed, List<byte[]> seeds) {
        this.random = new SplittableRandom(seed);
        this.seeds = seeds;
    }

    byte[] next() {
        byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
        for (int changes = random.nextInt(MOST_CHANGES + 1); changes > 0; changes--) {
            input = changed(input);
        }
        return input;
    }

    private byte[] changed(byte[] input) {
        if (input.length == 0) {
            return randomBytes(1 + random.nextInt(16));
        }
        int at = random.nextInt(input.length);
        switch (random.nextInt(7)) {
            case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> input[at] = (byte) INTERESTING[random.nextInt(INTERESTING.length)];
            case 2 ->
                Arrays.fill(
                        input, at, Math.min(input.length, at + 1 + random.nextInt(12)), (byte) random.nextInt(-1, 2));
            case 3 -> {
                return Arrays.copyOf(input, at);
            }
            case 4 -> {
                return spliced(input, at, randomBytes(1 + random.nextInt(8)));
            }
            case 5 -> {
                byte[] other = seeds.get(random.nextInt(seeds.size()));
                int from = random.nextInt(other.length + 1);
                return spliced(input, at, Arrays.copyOfRange(other, from, other.length));
            }
            default -> {
                int to = Math.min(input.length, at + 1 + random.nextInt(8));
                byte[] shorter = Arrays.copyOf(input, input.length - (to - at));
                System.arraycopy(input, to, shorter, at, input.length - to);
                return shorter;
            }
        }
        return input;
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] spliced(byte[] input, int at, byte[] inserted) {
        int length = Math.min(LONGEST, input.length + inserted.length);
        byte[] longer = Arrays.copyOf(input, Math.max(length, input.length));
        int room = Math.min(inserted.length, longer.length - at);
        System.arraycopy(
                input,
                at,
                longer,
                Math.min(longer.length, at + room),
                Math.min(input.length - at, longer.length - at - room));
        System.arraycopy(inserted, 0, longer, at, room);
        return longer;
    }
}
