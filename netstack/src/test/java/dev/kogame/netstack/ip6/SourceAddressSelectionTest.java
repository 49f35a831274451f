package dev.kogame.netstack.ip6;

import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.lo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.nd.RouterList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6724 section 5, and the examples of section 10.1 that need no labels. */
class SourceAddressSelectionTest {

    private final AddressTable table;
    private final SourceAddressSelection selection;

    SourceAddressSelectionTest() {
        VirtualCable cable = new VirtualCable(1, 1, 2);
        FramePool pool = new FramePool(4);
        table = new AddressTable(new Interface[] {new Interface(0, cable.end(0), pool, 2, 4),
                new Interface(1, cable.end(1), pool, 2, 4)}, 8);
        selection = new SourceAddressSelection(table, PolicyTable.DEFAULT, true);
    }

    /** Addresses of interface 0; one that ends in ! is deprecated, in ? tentative, in @ on interface 1. */
    private String select(String candidates, String destination) {
        String[] texts = candidates.split(" ");
        for (String text : texts) {
            String address = text.replaceAll("[!?@]", "");
            int entry = table.add(text.endsWith("@") ? 1 : 0, hi(address), lo(address), true);
            table.enter(entry, text.endsWith("!")
                    ? AddressState.DEPRECATED
                    : text.endsWith("?") ? AddressState.TENTATIVE : AddressState.PREFERRED);
        }
        int best = selection.select(0, RouterList.NONE, hi(destination), lo(destination));
        return best == AddressTable.NONE ? "none" : texts[best];
    }

    @ParameterizedTest
    @CsvSource({
            // 1: same address, whatever speaks against it
            "fe80::1 2001:db8:9::1 2001:db8:1::1!, 2001:db8:1::1, 2001:db8:1::1!",
            // 2: appropriate scope
            "fe80::1 2001:db8:1::1, 2001:db8:9::9, 2001:db8:1::1",
            "2001:db8:1::1 fe80::1, 2001:db8:9::9, 2001:db8:1::1",
            "2001:db8:1::1 fe80::1, fe80::9, fe80::1", "fe80::1 2001:db8:1::1, ff05::1, 2001:db8:1::1",
            "2001:db8:1::1 fe80::1, ff02::1, fe80::1", "fe80::1 fec0::1 2001:db8::1, fec0::9, fec0::1",
            "fe80::1 2001:db8:1::1!, 2001:db8:9::9, 2001:db8:1::1!", "fe80::1 2001:db8:1::1, ff01::1, fe80::1",
            // only a smaller one: still an answer
            "fe80::1, 2001:db8::9, fe80::1",
            // 3: avoid deprecated
            "2001:db8:1::1! 2001:db8:2::1, 2001:db8:1::9, 2001:db8:2::1",
            "2001:db8:2::1 2001:db8:1::1!, 2001:db8:1::9, 2001:db8:2::1",
            // 5: only addresses of the outgoing interface
            "2001:db8:1::1@ 2001:db8:2::1, 2001:db8:1::9, 2001:db8:2::1", "2001:db8:1::1@, 2001:db8:1::9, none",
            // 8: longest matching prefix, up to 64 bits
            "2001:db8:2::1 2001:db8:1::1, 2001:db8:1::9, 2001:db8:1::1",
            "2001:db8:1::1 2001:db8:2::1, 2001:db8:3::9, 2001:db8:2::1",
            "2001:db8:1::1:1 2001:db8:1::9:1, 2001:db8:1::9:2, 2001:db8:1::1:1",
            // tentative addresses do not count
            "2001:db8:1::1? fe80::1, 2001:db8:1::9, fe80::1", "fe80::1?, fe80::9, none"})
    void shouldChooseAsRfc6724Says(String candidates, String destination, String chosen) {
        assertThat(select(candidates, destination)).isEqualTo(chosen);
    }

    @Test
    void shouldChooseNothingFromAnEmptyTable() {
        assertThat(selection.select(0, RouterList.NONE, 1, 1)).isEqualTo(AddressTable.NONE);
    }
}
