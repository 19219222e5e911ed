/** A program on the module path. */
package app;
