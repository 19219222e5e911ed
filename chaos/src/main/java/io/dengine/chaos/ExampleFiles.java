package io.dengine.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Nodes with the configuration files of an example, so that scenarios test what users run. Only the addresses differ:
 * the nodes listen on loopback.
 */
final class ExampleFiles implements NodeFiles {
    private static final Pattern ADDRESS = Pattern.compile("0\\.0\\.0\\.0:908(\\d)");

    private final Path directory;
    private final int count;
    private final int founders;
    private final Map<String, String> environment;

    /** @param directory the directory of {@code n1.toml}, {@code n2.toml} and so on */
    ExampleFiles(Path directory, int count, int founders, Map<String, String> environment) {
        this.directory = directory;
        this.count = count;
        this.founders = founders;
        this.environment = Map.copyOf(environment);
    }

    /** Returns the variable that overrides the strategy of the file. */
    static Map<String, String> setting(Strategy strategy) {
        return Map.of("RAFT__RAFT__PERSISTENCE__STRATEGY", strategy.configName());
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int founders() {
        return founders;
    }

    @Override
    public String configuration(int id, List<String> addresses) throws IOException {
        String file = Files.readString(directory.resolve("n" + id + ".toml"));
        return ADDRESS.matcher(file)
                .replaceAll(address -> Matcher.quoteReplacement(addresses.get(Integer.parseInt(address.group(1)) - 1)));
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }
}
