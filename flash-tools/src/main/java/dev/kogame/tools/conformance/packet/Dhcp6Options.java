package dev.kogame.tools.conformance.packet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Options of DHCPv6 in one another: an IA holds its addresses and the status of both as octets. */
public final class Dhcp6Options {

    private Dhcp6Options() {
    }

    /** Options as octets, one behind the other. */
    public static byte[] octets(Layer... options) {
        byte[] octets = new byte[0];
        for (Layer option : options) {
            octets = Octets.join(octets, new Builder(List.of(option), -1, false).build());
        }
        return octets;
    }

    /** The options in octets; what makes no sense is {@link Kind#RAW} at their end. */
    public static List<Layer> read(byte[] octets) {
        return Parser.dhcp6Options(octets);
    }

    /** The codes of an Option Request. */
    public static Set<Integer> codes(byte[] octets) {
        Set<Integer> codes = new TreeSet<>();
        for (int i = 0; i + 1 < octets.length; i += 2) {
            codes.add((octets[i] & 0xff) << 8 | octets[i + 1] & 0xff);
        }
        return codes;
    }

    /** Whether each option is one of those described, and there is no further one. */
    static boolean are(List<Layer> options, Layer... described) {
        List<Layer> open = new ArrayList<>(List.of(described));
        return options.size() == described.length && options.stream()
                .allMatch(option -> open.stream().filter(each -> each.matches(option)).findFirst().map(open::remove)
                        .orElse(false));
    }
}
