package io.dengine.examples.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LibraryTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void the_program_prints_what_the_readme_says() throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            Library.main(new String[] {directory.toString()});
        } finally {
            System.setOut(before);
        }
        String printed = output.toString(StandardCharsets.UTF_8);
        assertThat(printed).contains("after a restart:");
        assertThat(Files.readString(Path.of("README.md"))).contains(printed.indent(4));
    }
}
