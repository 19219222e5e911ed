package io.dengine.cli.console;

/**
 * The number of lines of each part of the screen. Depends on the height and on the number of members and threads, not
 * on the measured values, so that nothing moves while the user is looking.
 *
 * @param threads the lines for threads, below their title
 * @param peers the lines for peers, below their title
 * @param slow the lines for slow steps, below their title
 */
record Layout(int threads, int peers, int slow) {
    private static final int TITLES = 3;
    private static final int MIN_THREADS = 3;
    private static final int MIN_SLOW = 2;

    /**
     * @param height the number of lines, including the titles
     * @param members the number of nodes of the cluster
     * @param workers the number of threads to show
     */
    static Layout of(int height, int members, int workers) {
        int free = Math.max(0, height - TITLES);
        int peers = Math.min(Math.max(1, members - 1), Math.max(1, free / 4));
        int threads = Math.min(workers, Math.max(MIN_THREADS, free - peers - MIN_SLOW));
        return new Layout(threads, peers, Math.max(0, free - peers - threads));
    }
}
