/** An application of Spring Boot, on 3 and on 4, with the engine in its process. */
package app;
