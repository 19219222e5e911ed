package io.dengine.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A fault that may happen to three nodes in an episode. This enum starts faults; {@link EpisodeCluster} ends all of
 * them together.
 */
enum Fault {
    KILL_LEADER {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            on.node(on.leader()).kill();
        }
    },
    KILL_FOLLOWER {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            on.node(other(on.leader(), random)).kill();
        }
    },
    KILL_TWO {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            int spared = any(random);
            on.ids().stream()
                    .filter(id -> id != spared)
                    .forEach(id -> on.node(id).kill());
        }
    },
    KILL_ALL {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            on.ids().parallelStream().forEach(id -> on.node(id).kill());
        }
    },
    PAUSE_LEADER {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            on.pause(on.leader());
        }
    },
    PAUSE_FOLLOWER {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            on.pause(other(on.leader(), random));
        }
    },
    PAUSE_ALL {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            on.ids().forEach(on::pause);
        }
    },
    /** Restarts a node as an operator does: SIGTERM, then a new start. */
    RESTART {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            int id = any(random);
            on.node(id).stop();
            on.node(id).start();
        }
    },
    /** Cuts the leader off from the other nodes, in both directions. Clients still reach all nodes. */
    ISOLATE_LEADER {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            isolate(on, on.leader());
        }
    },
    ISOLATE_FOLLOWER {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            isolate(on, other(on.leader(), random));
        }
    },
    /** Cuts two nodes off from each other; both still reach the third. */
    CUT_PAIR {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            int one = any(random);
            int two = other(one, random);
            on.network().cut(one, two);
            on.network().cut(two, one);
        }
    },
    /** Drops only the messages that one node sends to another. */
    CUT_ONE_WAY {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            int from = any(random);
            on.network().cut(from, other(from, random));
        }
    },
    HAND_OVER {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            on.ask(any(random), "/transfer-leader", "{\"node_id\":" + other(on.leader(), random) + "}");
        }
    },
    DISK_FULL {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            on.fillDisk(any(random));
        }
    },
    SNAPSHOT {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            on.ask(any(random), "/snapshot", "");
        }
    },
    /** A follower loses its disk; it is replaced by itself with an empty disk, and promoted. */
    REPLACE_DISK {
        @Override
        void begin(EpisodeCluster on, SplittableRandom random) {
            on.replaceDisk(other(on.leader(), random));
        }

        @Override
        boolean goesWithOthers() {
            return false;
        }
    };

    private static final int NODES = 3;

    /** Starts the fault. It has no effect on a node that is not running. */
    abstract void begin(EpisodeCluster on, SplittableRandom random);

    /** Returns whether the fault may happen during another one: at most one disk may be lost at a time. */
    boolean goesWithOthers() {
        return true;
    }

    private static int any(SplittableRandom random) {
        return 1 + random.nextInt(NODES);
    }

    private static int other(int than, SplittableRandom random) {
        List<Integer> others = new ArrayList<>(List.of(1, 2, 3));
        others.remove((Integer) than);
        return others.get(random.nextInt(others.size()));
    }

    private static void isolate(EpisodeCluster on, int lonely) {
        for (int id : on.ids()) {
            if (id != lonely) {
                on.network().cut(lonely, id);
                on.network().cut(id, lonely);
            }
        }
    }
}
