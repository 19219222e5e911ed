package io.dengine.profiling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser without network opens the page and draws it; target/flame-graph.png shows the result. */
class FlameGraphInBrowserTest {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    @TempDir
    Path directory = Path.of("");

    @Test
    void a_browser_draws_the_graph() throws Exception {
        Optional<Path> browser = browser();
        assumeTrue(browser.isPresent(), "no Chromium is installed (Debian: apt install chromium)");
        Path page = page();
        Path picture = Files.createDirectories(Path.of("target"))
                .resolve("flame-graph.png")
                .toAbsolutePath();
        Files.deleteIfExists(picture);
        String said = open(browser.get(), page, picture);
        assertThat(picture).as(said).exists();
        BufferedImage image = ImageIO.read(picture.toFile());
        assertThat(image.getWidth()).isEqualTo(1280);
        assertThat(coloursOfBars(image)).isGreaterThan(3);
    }

    /** Returns the page of the recording that the property flame.recording names, or of one of this process. */
    private Path page() throws IOException, InterruptedException {
        String given = System.getProperty("flame.recording", "");
        Path file = directory.resolve("1.jfr");
        if (given.isEmpty()) {
            BusyRecording.into(file);
        } else {
            Files.copy(Path.of(given), file);
        }
        Path page = directory.resolve("1.profile.html");
        new Recording(file).writeFlameGraph(page, "node 1");
        return page;
    }

    private static Optional<Path> browser() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(place -> BROWSERS.stream().map(name -> Path.of(place, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private String open(Path browser, Path page, Path picture) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--user-data-dir=" + directory.resolve("browser"),
                "--window-size=1280,800",
                "--screenshot=" + picture,
                page.toUri().toString()));
        Path output = directory.resolve("browser.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        return Files.readString(output);
    }

    /** Returns the number of colours on the page: only bars are coloured, text and background are shades of grey. */
    private static int coloursOfBars(BufferedImage image) {
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y += 2) {
            for (int x = 0; x < image.getWidth(); x += 4) {
                int colour = image.getRGB(x, y);
                int red = colour >> 16 & 0xff;
                int green = colour >> 8 & 0xff;
                int blue = colour & 0xff;
                if (Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue)) > 40) {
                    colours.add(colour);
                }
            }
        }
        return colours.size();
    }
}
