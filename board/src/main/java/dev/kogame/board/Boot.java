package dev.kogame.board;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks code that runs while a board is built or started, or on the cold way out to a person, and may therefore allocate.
 *
 * <p>Everything else in {@code netstack} and {@code driver-enc28j60} outside constructors and static initialisers allocates
 * nothing; a test reads the compiled classes and holds it. On a type the mark covers all its methods.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Boot {
}
