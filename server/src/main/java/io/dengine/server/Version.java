package io.dengine.server;

/** Which version of d-engine this is. */
public final class Version {
    private Version() {}

    /** The version in the manifest of the jar, or {@code development} for classes that are in none. */
    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
