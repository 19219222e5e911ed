/** A program with the engine as its only dependency. */
package app;
