package dev.kogame.netstack.ip6;

import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.lo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.nd.AddressTables;
import dev.kogame.netstack.nd.RouterList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6724 section 5 and the examples of section 10.1: conformance rows AS.2 to AS.20, without mobility. */
class SourceAddressSelectionTest {

    /** The next hop: an entry of the router list. */
    private static final int ROUTER = 3;

    private final AddressTable table;
    private final SourceAddressSelection selection;

    SourceAddressSelectionTest() {
        VirtualCable cable = new VirtualCable(1, 1, 2);
        FramePool pool = new FramePool(4);
        table = new AddressTable(new Interface[] {new Interface(0, cable.end(0), pool, 2, 4),
                new Interface(1, cable.end(1), pool, 2, 4)}, 8);
        selection = new SourceAddressSelection(table, PolicyTable.DEFAULT, true);
    }

    /**
     * Addresses of interface 0; one that ends in ! is deprecated, in ? tentative, in ~ optimistic, in @ on interface 1; one that begins with
     * t= is temporary, with r= under a prefix that the next hop announced.
     */
    private String select(String candidates, String destination) {
        String[] texts = candidates.split(" ");
        for (String text : texts) {
            String address = text.replaceAll("^.=|[!?@~]", "");
            int entry = table.add(text.endsWith("@") ? 1 : 0, hi(address), lo(address), true);
            table.enter(entry, switch (text.charAt(text.length() - 1)) {
                case '!' -> AddressState.DEPRECATED;
                case '?' -> AddressState.TENTATIVE;
                case '~' -> AddressState.OPTIMISTIC;
                default -> AddressState.PREFERRED;
            });
            AddressTables.mark(table, entry, text.startsWith("t="), text.startsWith("r=") ? ROUTER : RouterList.NONE);
        }
        int best = selection.select(0, ROUTER, hi(destination), lo(destination));
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
            // 3: what is not proven yet is no better than deprecated, RFC 4429
            "2001:db8:1::1~ 2001:db8:2::1, 2001:db8:1::9, 2001:db8:2::1",
            // 5.5: a prefix announced by the next hop, before label, temporary and longest prefix
            "2001:db8:1::1 r=2001:db8:2::1, 2001:db8:1::9, r=2001:db8:2::1",
            "t=2001:db8:1::1 r=2001:db8:2::1, 2001:db8:1::9, r=2001:db8:2::1",
            "r=2001:db8:2::1 2002:1::1, 2002:2::2, r=2001:db8:2::1",
            "r=2001:db8:2::1! 2001:db8:1::1, 2001:db8:2::9, 2001:db8:1::1",
            // 6: matching label: 6to4, unique local, Teredo
            "2001:db8::1 2002:1::1, 2002:2::2, 2002:1::1", "2002:1::1 2001:db8::1, 2001:db9::2, 2001:db8::1",
            "2001:db8::1 fd00:1::1, fd00:2::2, fd00:1::1", "fd00:1::1 2001:db8::1, 2001:db9::2, 2001:db8::1",
            "2002:c633:6401::1 t=2001:db8:1::2, 2002:c633:6401::9, 2002:c633:6401::1",
            // 7: temporary, but after label, scope and deprecation
            "2001:db8:1::2 t=2001:db8:1::d5e3, 2001:db8:1::d5e3:1, t=2001:db8:1::d5e3",
            "t=2001:db8:2::2 2001:db8:1::2, 2001:db8:1::9, t=2001:db8:2::2",
            "t=2001:db8:1::2! 2001:db8:2::2, 2001:db8:1::9, 2001:db8:2::2", "fe80::1 t=2001:db8::1, fe80::9, fe80::1",
            // the examples of section 10.1 in their order
            "2001:db8:3::1 fe80::1, 2001:db8:1::1, 2001:db8:3::1", "2001:db8:3::1 fe80::1, ff05::1, 2001:db8:3::1",
            "2001:db8:1::1! 2001:db8:2::1, 2001:db8:1::1, 2001:db8:1::1!", "fe80::2! 2001:db8:1::1, fe80::1, fe80::2!",
            "2001:db8:1::2 2001:db8:3::2, 2001:db8:1::1, 2001:db8:1::2",
            "t=2002:c633:6401::d5e3:7953:13eb:22e8 2001:db8:1::2, 2002:c633:6401::1, t=2002:c633:6401::d5e3:7953:13eb:22e8",
            "2001:db8:1::2 t=2001:db8:1::d5e3:7953:13eb:22e8, 2001:db8:1::d5e3:0:0:1, t=2001:db8:1::d5e3:7953:13eb:22e8",
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
    void shouldPreferPublicAddressesIfConfigured() {
        // The sense of rule 7 turned round, AS.13.
        int temporary = table.add(0, hi("2001:db8::"), 1, false);
        int open = table.add(0, hi("2001:db8::"), 2, false);
        table.enter(temporary, AddressState.PREFERRED);
        table.enter(open, AddressState.PREFERRED);
        AddressTables.mark(table, temporary, true, RouterList.NONE);
        assertThat(selection.select(0, ROUTER, hi("2001:db9::"), 9)).isEqualTo(temporary);
        assertThat(new SourceAddressSelection(table, PolicyTable.DEFAULT, false).select(0, ROUTER, hi("2001:db9::"), 9))
                .isEqualTo(open);
    }

    @Test
    void shouldFollowAnotherPolicyTable() {
        PolicyTable policies = PolicyTable.of("::/0 40 1, 2001:db8:1::/48 45 99, 2001:db9::/32 45 99");
        for (int n = 1; n <= 2; n++) {
            table.enter(table.add(0, hi("2001:db8:" + n + "::"), 1, false), AddressState.PREFERRED);
        }
        SourceAddressSelection configured = new SourceAddressSelection(table, policies, true);
        assertThat(configured.select(0, ROUTER, hi("2001:db9::"), 9)).isZero();
        assertThat(configured.select(0, ROUTER, hi("2001:dba::"), 9)).isEqualTo(1);
    }

    @Test
    void shouldChooseNothingFromAnEmptyTable() {
        assertThat(selection.select(0, RouterList.NONE, 1, 1)).isEqualTo(AddressTable.NONE);
    }
}
