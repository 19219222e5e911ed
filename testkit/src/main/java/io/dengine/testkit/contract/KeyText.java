package io.dengine.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.dengine.api.KeyValue;
import org.jspecify.annotations.Nullable;

/** Helpers for rows that may be absent. */
final class KeyText {
    private KeyText() {}

    static void assertValue(String expected, @Nullable KeyValue row) {
        assertNotNull(row);
        assertEquals(expected, row.valueText());
    }
}
