package io.dengine.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeySourceTest {
    @Test
    void sequentialKeysCountDownFromTheLargest() {
        KeySource keys = new KeySource(6, true, 0);
        assertThat(keys.key(0).toUtf8()).isEqualTo("999999");
        assertThat(keys.key(1).toUtf8()).isEqualTo("999998");
        assertThat(keys.key(1234).toUtf8()).isEqualTo("998765");
    }

    @Test
    void keysRepeatAfterTheKeySpace() {
        KeySource keys = new KeySource(8, false, 10);
        Set<Object> different = new HashSet<>();
        for (int call = 0; call < 100; call++) {
            different.add(keys.key(call));
            assertThat(keys.key(call)).isEqualTo(keys.key(call + 10));
        }
        assertThat(different).hasSize(10);
    }

    @Test
    void randomKeysAreAFunctionOfTheCall() {
        KeySource keys = new KeySource(8, false, 0);
        Set<Object> different = new HashSet<>();
        for (int call = 0; call < 10_000; call++) {
            different.add(keys.key(call));
        }
        assertThat(different).hasSize(10_000);
        assertThat(keys.key(42)).isEqualTo(new KeySource(8, false, 0).key(42));
        assertThat(keys.key(42).toUtf8()).matches("[a-zA-Z0-9]{8}");
    }

    @Test
    void sizesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new KeySource(0, false, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KeySource(8, false, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
