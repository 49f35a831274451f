package dev.kogame.board.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides whether a test marked {@link NeedsNetworkNamespaces} runs. */
final class NetworkNamespaceCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> missing = missing();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("network namespaces can be made");
        }
        if (Needed.required()) {
            throw new ExtensionConfigurationException(
                    missing.get() + " (" + Needed.SWITCH + "=required: nothing is skipped)");
        }
        return ConditionEvaluationResult.disabled(missing.get());
    }

    private static Optional<String> missing() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("network namespaces are a thing of Linux: run this test there");
        }
        if (!Needed.onPath("ip")) {
            return Optional.of("network namespaces are made with ip, which is not on the PATH: install iproute2");
        }
        if (!isRoot()) {
            return Optional.of("only root can make network namespaces: run the tests with sudo");
        }
        if (!Files.exists(Path.of("/dev/net/tun"))) {
            return Optional.of("there is no /dev/net/tun: load the driver with modprobe tun");
        }
        return Optional.empty();
    }

    private static boolean isRoot() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
