package dev.kogame.tools.conformance.device;

import java.io.IOException;
import java.util.Locale;

import dev.kogame.tools.conformance.device.Device.Ability;

/** A way to make a device do what no frame can ask: {@code reboot}, {@code ping ADDRESS size N}, {@code join GROUP} and so on. */
public interface Verbs extends AutoCloseable {

    /** Something that the device was told to do. */
    interface Errand {

        /** Whether it has ended, well or not. */
        boolean ended() throws IOException;

        /** What went wrong, in words, or an empty text; once it has ended. */
        String complaint();
    }

    /** The word for an ability. */
    static String verb(Ability ability) {
        return ability.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the device knows the verb of an ability. */
    boolean can(Ability ability);

    /** Tells the device, and does not wait. */
    Errand begin(String... words) throws IOException;

    @Override
    void close();
}
