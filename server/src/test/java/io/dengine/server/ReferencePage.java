package io.dengine.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of docs/reference that is made from the code; {@code -Ddocs.rewrite=true} writes it again. */
public final class ReferencePage {
    private ReferencePage() {}

    /** Demands that the page of this name has exactly this text. */
    public static void assertEqual(String name, String text) throws IOException {
        Path page = Path.of("../docs/reference").resolve(name);
        if (Boolean.getBoolean("docs.rewrite")) {
            Files.writeString(page, text);
        }
        assertThat(Files.readString(page))
                .as("docs/reference/" + name + " is out of date; rewrite it with"
                        + " mvn -pl server -am test -Dtest='*PageTest' -Ddocs.rewrite=true")
                .isEqualTo(text);
    }
}
