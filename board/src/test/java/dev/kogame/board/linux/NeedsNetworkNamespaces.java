package dev.kogame.board.linux;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that makes network namespaces of its own, which takes root on Linux and iproute2.
 *
 * <p>Where they cannot be made the test is skipped with the sentence why; with {@code KOGAME_TAP=required} in the environment
 * it fails instead, with the same sentence.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NetworkNamespaceCondition.class)
public @interface NeedsNetworkNamespaces {
}
