package io.dengine.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.transport.TransportConfig;
import java.security.Security;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NameCacheTest {
    @Test
    void namesAreKeptNoLongerThanTheMembersPauseBetweenTwoCalls() {
        NameCache.bound();
        for (String property : new String[] {"networkaddress.cache.ttl", "networkaddress.cache.negative.ttl"}) {
            long seconds = Long.parseLong(Security.getProperty(property));
            assertThat(TimeUnit.SECONDS.toMillis(seconds))
                    .as(property)
                    .isLessThanOrEqualTo(TransportConfig.standard().longestPauseMillis());
        }
    }
}
