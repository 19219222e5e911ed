package io.dengine.kv.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeptRepliesTest {
    private static Bytes reply(long sequence) {
        return Bytes.utf8("reply " + sequence);
    }

    private static void check(KeptReplies kept, TreeMap<Long, Bytes> model) {
        List<SessionState.Kept> expected = new ArrayList<>();
        model.forEach((sequence, reply) -> expected.add(new SessionState.Kept(sequence, reply)));
        assertThat(kept).containsExactlyElementsOf(expected);
        assertThat(kept.size()).isEqualTo(model.size());
        assertThat(kept.bytes())
                .isEqualTo(model.values().stream().mapToLong(Bytes::length).sum());
    }

    @Test
    void replies_are_found_and_given_up_as_in_a_sorted_map() {
        for (long seed = 1; seed <= 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            KeptReplies kept = KeptReplies.NONE;
            TreeMap<Long, Bytes> model = new TreeMap<>();
            for (int i = 0; i < 300; i++) {
                long sequence = random.nextLong(200);
                assertThat(kept.find(sequence)).as("seed %d", seed).isEqualTo(model.get(sequence));
                if (random.nextInt(10) == 0) {
                    kept = kept.after(sequence);
                    model.headMap(sequence, true).clear();
                } else if (!model.containsKey(sequence)) {
                    kept = kept.with(sequence, reply(sequence));
                    model.put(sequence, reply(sequence));
                }
                check(kept, model);
            }
        }
    }

    @Test
    void what_was_there_before_a_change_stays_as_it_was() {
        KeptReplies before = KeptReplies.NONE;
        for (long sequence = 1; sequence <= 100; sequence++) {
            before = before.with(sequence, reply(sequence));
        }
        KeptReplies after = before.after(60).with(101, reply(101));
        assertThat(before.size()).isEqualTo(100);
        assertThat(before.find(1)).isEqualTo(reply(1));
        assertThat(after.size()).isEqualTo(41);
        assertThat(after.find(60)).isNull();
    }

    @Test
    void equal_replies_are_equal_however_they_came_together() {
        KeptReplies one = KeptReplies.NONE.with(1, reply(1)).with(2, reply(2)).with(3, reply(3));
        KeptReplies other =
                KeptReplies.NONE.with(3, reply(3)).with(2, reply(2)).after(2).with(1, reply(1));
        assertThat(other).isNotEqualTo(one);
        assertThat(other.with(2, reply(2))).isEqualTo(one).hasSameHashCodeAs(one);
    }
}
