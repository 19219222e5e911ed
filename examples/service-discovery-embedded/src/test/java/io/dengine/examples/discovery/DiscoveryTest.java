package io.dengine.examples.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the program prints is what its README says. */
@Timeout(60)
class DiscoveryTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void watchers_see_what_the_readme_says() throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            Discovery.main(new String[] {directory.toString()});
        } finally {
            System.setOut(before);
        }
        String printed = output.toString(StandardCharsets.UTF_8);
        assertThat(Files.readString(Path.of("README.md"))).contains("\n" + printed.indent(4));
    }
}
