package io.dengine.server.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fenced block of a page.
 *
 * @param place the page, and the line of the fence
 * @param language the first word behind the fence; empty for none
 * @param note what follows it
 */
public record DocBlock(String place, String language, String note, List<String> lines) {
    /** In front of the reason why a block is not run. */
    public static final String NOT_RUN = "not-run: ";

    /** In front of the reason why what a block shows has to fail. */
    public static final String FAILS = "fails: ";

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String FENCE = "```";

    public static Path root() {
        return ROOT;
    }

    /** The pages for users: the first one, those under docs, and those of the examples. */
    public static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        for (String directory : List.of("docs", "examples")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(directory))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    /** The blocks of one language, of all pages, in order. */
    public static List<DocBlock> all(String language) throws IOException {
        List<DocBlock> found = new ArrayList<>();
        for (Path page : pages()) {
            for (DocBlock block : of(page)) {
                if (block.language.equals(language)) {
                    found.add(block);
                }
            }
        }
        return found;
    }

    static List<DocBlock> of(Path page) throws IOException {
        List<DocBlock> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(FENCE)) {
                int end = i + 1;
                while (!lines.get(end).equals(FENCE)) {
                    end++;
                }
                String[] info = lines.get(i).substring(FENCE.length()).split(" ", 2);
                blocks.add(new DocBlock(
                        ROOT.relativize(page) + ":" + (i + 1),
                        info[0],
                        info.length > 1 ? info[1] : "",
                        lines.subList(i + 1, end)));
                i = end;
            }
        }
        return blocks;
    }

    /** The commands of a shell block; lines that end with a backslash are joined with the next. */
    public List<String> commands() {
        List<String> commands = new ArrayList<>();
        StringBuilder command = new StringBuilder();
        for (String line : lines) {
            boolean goesOn = line.endsWith("\\");
            command.append(goesOn ? line.substring(0, line.length() - 1) : line);
            if (!goesOn) {
                if (!command.toString().isBlank()) {
                    commands.add(command.toString().strip());
                }
                command.setLength(0);
            }
        }
        return commands;
    }

    public String text() {
        return String.join("\n", lines) + "\n";
    }
}
