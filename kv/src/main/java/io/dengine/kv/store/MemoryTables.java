package io.dengine.kv.store;

/** Tables in memory: applying the log creates them again. */
record MemoryTables(KvConfig config) implements KeyTables {
    @Override
    public KeyTable open() {
        return create(0);
    }

    @Override
    public KeyTable create(long revision) {
        return new VersionedMap(config, revision);
    }

    @Override
    public void adopt(KeyTable created) {}

    @Override
    public void discard(KeyTable created) {}

    @Override
    public boolean isBrief() {
        return true;
    }

    @Override
    public void close() {}
}
