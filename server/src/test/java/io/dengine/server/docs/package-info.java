/** What the pages under docs show is true: their blocks are found in code that is tested, or are run. */
@NullMarked
package io.dengine.server.docs;

import org.jspecify.annotations.NullMarked;
