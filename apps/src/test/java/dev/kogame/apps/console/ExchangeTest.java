package dev.kogame.apps.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ExchangeTest {

    private final Exchange exchange = new Exchange();

    @Test
    void shouldHandOverOneLineAndItsAnswerInPieces() throws InterruptedException {
        assertThat(exchange.poll()).isNull();
        exchange.ask("addresses");
        assertThat(exchange.poll()).isEqualTo("addresses");
        assertThat(exchange.poll()).isNull();

        exchange.answer("one\ntwo");
        assertThat(exchange.take()).isEqualTo("one\ntwo\n");
        exchange.answer("");
        exchange.answer("three");
        exchange.end("");
        assertThat(exchange.take()).isEqualTo("three\nok\n");
        assertThat(exchange.take()).as("over").isEmpty();
    }

    @Test
    void shouldEndWithASentenceWhenSomethingIsWrong() throws InterruptedException {
        exchange.ask("walk");
        exchange.end("unknown command 'walk'");

        assertThat(exchange.take()).isEqualTo("error: unknown command 'walk'\n");
    }

    @Test
    void shouldLoseLinesRatherThanWaitForWhoDoesNotReadAndSaySo() throws InterruptedException {
        exchange.ask("ping");
        String line = "x".repeat(999);
        for (int i = 0; i < 100; i++) {
            exchange.answer(line + "\n" + line);
        }
        exchange.end("");

        String answer = exchange.take();
        assertThat(answer.length()).isLessThan(Exchange.CAPACITY_CHARACTERS + 100);
        assertThat(answer.lines().filter(line::equals)).hasSize(64);
        assertThat(answer).endsWith("error: 136 lines were lost, because nobody read them in time\n");

        exchange.ask("help");
        exchange.end("");
        assertThat(exchange.take()).isEqualTo("ok\n");
    }

    @Test
    void shouldWaitForTheAnswerOfAnotherThread() throws InterruptedException {
        exchange.ask("quit");
        Thread device = Thread.ofPlatform().start(() -> {
            while (exchange.poll() == null) {
                Thread.onSpinWait();
            }
            exchange.end("");
        });

        assertThat(exchange.take()).isEqualTo("ok\n");
        device.join();
    }
}
