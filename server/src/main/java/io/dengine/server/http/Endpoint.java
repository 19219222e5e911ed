package io.dengine.server.http;

import java.util.List;

/**
 * A path, its methods and its route.
 *
 * @param admin whether only operators may call it
 */
record Endpoint(String path, List<String> methods, boolean admin, Parameters parameters, Route route) {}
