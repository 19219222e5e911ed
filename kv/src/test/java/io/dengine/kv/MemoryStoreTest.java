package io.dengine.kv;

import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;

class MemoryStoreTest extends StoreContract {
    @Override
    protected KvStore open(KvConfig config) {
        return new KvStore(config);
    }
}
