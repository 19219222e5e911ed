/** A program of modules: it reads the engine and the recipes by their module names. */
module app {
    requires io.dengine.api;
    requires io.dengine.bytes;
    requires io.dengine.embedded;
    requires io.dengine.recipes;
}
