package io.dengine.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadGateTest {
    private final ReadGate<String> gate = new ReadGate<>();
    private final List<String> out = new ArrayList<>();

    @Test
    void readersWaitForTheirIndexAndLeaveInOrder() {
        gate.add(5, List.of("a", "b"));
        gate.add(7, List.of("c"));
        assertThat(open(4)).isFalse();
        assertThat(out).isEmpty();
        assertThat(open(6)).isTrue();
        assertThat(out).containsExactly("a@6", "b@6");
        assertThat(open(7)).isTrue();
        assertThat(out).containsExactly("a@6", "b@6", "c@7");
    }

    @Test
    void aReaderBehindOneWithAHigherIndexNeverLeavesTooEarly() {
        gate.add(7, List.of("high"));
        gate.add(5, List.of("low"));
        assertThat(open(6)).isFalse();
        assertThat(open(7)).isTrue();
        assertThat(out).containsExactly("high@7", "low@7");
    }

    private boolean open(long appliedIndex) {
        return gate.open(appliedIndex, (reader, index) -> out.add(reader + "@" + index));
    }
}
