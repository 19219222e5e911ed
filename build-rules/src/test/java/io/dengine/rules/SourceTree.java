package io.dengine.rules;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files that people write, below a directory. */
final class SourceTree {
    private static final Set<String> SKIPPED = Set.of("target", ".git", ".idea", "node_modules", "logs", "db");

    private final Path root;
    private final List<Path> files = new ArrayList<>();

    private SourceTree(Path root) {
        this.root = root;
    }

    /** The repository this module belongs to. */
    static SourceTree repository() throws IOException {
        return below(Path.of("..").toAbsolutePath().normalize());
    }

    static SourceTree below(Path root) throws IOException {
        SourceTree tree = new SourceTree(root);
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean skipped = SKIPPED.contains(directory.getFileName().toString()) && !directory.equals(root);
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                tree.files.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        tree.files.sort(null);
        return tree;
    }

    Path root() {
        return root;
    }

    List<Path> withSuffix(String... suffixes) {
        List<Path> found = new ArrayList<>();
        for (Path file : files) {
            for (String suffix : suffixes) {
                if (file.toString().endsWith(suffix)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    /** The path as it is written in an exception list. */
    String name(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.UTF_8);
    }
}
