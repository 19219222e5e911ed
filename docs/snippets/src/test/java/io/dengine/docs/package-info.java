/** The code that the pages under docs show, compiled and run: each block of a page is a part of one of these tests. */
@NullMarked
package io.dengine.docs;

import org.jspecify.annotations.NullMarked;
