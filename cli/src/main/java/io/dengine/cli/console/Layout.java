package io.dengine.cli.console;

/**
 * How many lines each part of the screen has. Depends on the height and on how many members and threads there are, not
 * on what happens in them, so that nothing moves while one looks.
 *
 * @param threads lines for threads, below their title
 * @param peers lines for peers, below their title
 * @param slow lines for what was slow, below its title
 */
record Layout(int threads, int peers, int slow) {
    private static final int TITLES = 3;
    private static final int MIN_THREADS = 3;
    private static final int MIN_SLOW = 2;

    /**
     * @param height how many lines there are, with the titles
     * @param members how many nodes the cluster has
     * @param workers how many threads there are to show
     */
    static Layout of(int height, int members, int workers) {
        int free = Math.max(0, height - TITLES);
        int peers = Math.min(Math.max(1, members - 1), Math.max(1, free / 4));
        int threads = Math.min(workers, Math.max(MIN_THREADS, free - peers - MIN_SLOW));
        return new Layout(threads, peers, Math.max(0, free - peers - threads));
    }
}
