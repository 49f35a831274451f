package dev.kogame.apps;

import dev.kogame.board.Lamp;

/** Where a person sees what becomes of devices. On the devices' thread, except that lamps are made before it runs. */
public interface View {

    /** A place for the lamp of a board that has none. */
    Lamp lamp(String device);

    /** A device tells something of its life: a new address, where it can be reached. */
    void tell(Device device, String news);

    /** A device's chip tells something: {@code link up}, {@code link down}, or why it cannot be started. */
    void tellOfChip(Device device, String news);
}
