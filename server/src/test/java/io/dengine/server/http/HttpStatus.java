package io.dengine.server.http;

import io.dengine.call.Problem;

/** The HTTP status and the code of each problem, for tests of other packages. */
public final class HttpStatus {
    private HttpStatus() {}

    public static String of(Problem problem) {
        ErrorCode code = ErrorCode.of(problem);
        return code.httpStatus() + " `" + code + "`";
    }
}
