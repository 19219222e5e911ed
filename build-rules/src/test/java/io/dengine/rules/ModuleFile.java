package io.dengine.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code module-info.java}.
 *
 * @param name the name of the module
 * @param open the packages exported to everybody
 * @param shared the packages exported to some modules, with their names
 */
record ModuleFile(String name, Set<String> open, Map<String, List<String>> shared) {
    private static final Pattern NAME = Pattern.compile("\\bmodule ([a-z.]+) \\{");
    private static final Pattern EXPORT = Pattern.compile("\\bexports ([a-z.]+)(?:\\s+to\\s+([a-z.,\\s]+))?;");

    /** Reads the descriptor of the module in {@code directory}, which must have one. */
    static ModuleFile in(Path directory) throws IOException {
        return parse(Files.readString(directory.resolve("src/main/java/module-info.java")));
    }

    /** Returns the packages that any module of this repository exports to everybody. */
    static String[] exportedToUsers() throws IOException {
        Set<String> exported = new TreeSet<>();
        SourceTree tree = SourceTree.repository();
        for (Path file : tree.withSuffix("module-info.java")) {
            exported.addAll(parse(Files.readString(file)).open());
        }
        return exported.toArray(String[]::new);
    }

    static ModuleFile parse(String text) {
        Matcher name = NAME.matcher(text);
        if (!name.find()) {
            throw new IllegalArgumentException("no module: " + text);
        }
        Set<String> open = new TreeSet<>();
        Map<String, List<String>> shared = new TreeMap<>();
        Matcher exports = EXPORT.matcher(text);
        while (exports.find()) {
            String targets = exports.group(2);
            if (targets == null) {
                open.add(exports.group(1));
            } else {
                shared.put(exports.group(1), List.of(targets.strip().split("\\s*,\\s*")));
            }
        }
        return new ModuleFile(name.group(1), open, shared);
    }
}
