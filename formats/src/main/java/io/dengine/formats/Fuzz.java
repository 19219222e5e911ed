package io.dengine.formats;

/** The entry points of {@code scripts/fuzz}; the fuzzer finds both methods by their names. */
public final class Fuzz {
    private static Target target = Targets.all().get(0);

    private Fuzz() {}

    /** Selects the target that the arguments name. */
    public static void fuzzerInitialize(String[] arguments) {
        target = Targets.named(arguments[0]);
    }

    /** Decodes one input. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        target.accept(input);
    }

    /** Prints the names of all targets; if a folder is given, writes the seeds of each target below it. */
    public static void main(String[] arguments) throws java.io.IOException {
        for (Target each : Targets.all()) {
            System.out.println(each.name());
            if (arguments.length > 0) {
                java.nio.file.Path folder =
                        java.nio.file.Files.createDirectories(java.nio.file.Path.of(arguments[0], each.name()));
                int count = 0;
                for (byte[] seed : each.seeds()) {
                    java.nio.file.Files.write(folder.resolve("seed-" + count++), seed);
                }
            }
        }
    }
}
