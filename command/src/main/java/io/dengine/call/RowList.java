package io.dengine.call;

import io.dengine.api.KeyValue;
import java.util.ArrayList;
import java.util.List;

/** Rows as a list of objects. Owned by one thread at a time. */
public final class RowList implements RowSink {
    private final AnswerRoom room;
    private final List<KeyValue> rows = new ArrayList<>();
    private long uncountedBytes;

    /** Creates a list without a bound of its own. */
    public RowList() {
        this(AnswerRoom.UNBOUNDED);
    }

    /** @param room the memory for the rows */
    public RowList(AnswerRoom room) {
        this.room = room;
    }

    @Override
    public boolean add(KeyValue row) {
        uncountedBytes += Answer.Found.weightBytes(row);
        if (uncountedBytes > AnswerRoom.STEP_BYTES) {
            if (!room.take(uncountedBytes)) {
                return false;
            }
            uncountedBytes = 0;
        }
        return rows.add(row);
    }

    @Override
    public boolean takesViews() {
        return false;
    }

    @Override
    public List<KeyValue> rows() {
        return rows;
    }
}
