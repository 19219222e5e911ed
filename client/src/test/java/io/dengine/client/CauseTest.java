package io.dengine.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Cause;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class CauseTest {
    @Test
    void whatIsOnlyAPathOrANameBecomesASentence() {
        assertThat(Cause.of(new NoSuchFileException("/a/b"))).isEqualTo("there is no file or directory /a/b");
        assertThat(Cause.of(new AccessDeniedException("/a")))
                .isEqualTo("the user of this process has no right to use /a");
        assertThat(Cause.of(new FileAlreadyExistsException("/a"))).isEqualTo("/a is there already");
        assertThat(Cause.of(new UnknownHostException("nowhere.example")))
                .isEqualTo("no host is known by the name nowhere.example");
        assertThat(Cause.of(new UnknownHostException("nowhere: Name or service not known")))
                .isEqualTo("no host is known by the name nowhere");
        assertThat(Cause.of(new ConnectException("Connection refused"))).contains("nothing listens there");
    }

    @Test
    void whatSaysItselfIsLeftAsItIs() {
        assertThat(Cause.of(new IOException("the disk is on fire"))).isEqualTo("the disk is on fire");
        assertThat(Cause.of(new IOException())).isEqualTo("IOException");
    }
}
