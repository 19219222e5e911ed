package io.dengine.server;

/** The version of d-engine. */
public final class Version {
    private Version() {}

    /** Returns the version in the manifest of the jar, or {@code development} for classes outside a jar. */
    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
