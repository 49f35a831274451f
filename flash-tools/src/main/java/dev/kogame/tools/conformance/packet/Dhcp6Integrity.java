package dev.kogame.tools.conformance.packet;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What must hold for every message that a client of DHCPv6 sends, whatever the case: RFC 8415 sections 11.1, 18.2.1 to 18.2.8 and 21. */
final class Dhcp6Integrity {

    private static final Set<Kind> OF_CLIENTS = Set.of(Kind.SOLICIT, Kind.REQUEST, Kind.CONFIRM, Kind.RENEW,
            Kind.REBIND, Kind.RELEASE, Kind.DECLINE, Kind.INFORMATION_REQUEST);
    private static final Set<Kind> TO_ONE_SERVER = Set.of(Kind.REQUEST, Kind.RENEW, Kind.RELEASE, Kind.DECLINE);
    private static final Set<Kind> ASKING = Set.of(Kind.SOLICIT, Kind.REQUEST, Kind.RENEW, Kind.REBIND,
            Kind.INFORMATION_REQUEST);
    private static final Set<Kind> ABOUT_ADDRESSES = Set.of(Kind.CONFIRM, Kind.RENEW, Kind.REBIND, Kind.RELEASE,
            Kind.DECLINE);
    /** Section 21.7: what nobody may ask for, with IA_PD and IA Prefix. */
    private static final Set<Integer> NEVER_ASKED = Set.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 18, 19,
            20, 25, 26);
    /** What only servers and relays say, appendix B: Preference, Relay Message, Server Unicast, Status Code, and so on. */
    private static final Set<Integer> NEVER_OF_CLIENTS = Set.of(7, 9, 12, 13, 18, 19);
    private static final int INFORMATION_REFRESH_TIME = Kind.INFORMATION_REFRESH_TIME.number;
    private static final int SOL_MAX_RT = Kind.SOL_MAX_RT.number;
    private static final int INF_MAX_RT = Kind.INF_MAX_RT.number;
    private static final int LONGEST_DUID_OCTETS = 130;
    private static final int SHORTEST_DUID_OCTETS = 3;
    private static final int DUID_UUID = 4;

    private Dhcp6Integrity() {
    }

    /** What is wrong with a message, or an empty text. */
    static String fault(Packet packet) {
        Kind kind = packet.message().kind();
        if (!OF_CLIENTS.contains(kind)) {
            return "a message that no client sends: " + kind;
        }
        if (packet.has(Kind.RAW)) {
            return "octets behind the options of a " + kind;
        }
        String sentence = first(identifiers(packet, kind), own(packet), asked(packet, kind),
                associations(packet, kind));
        return sentence.isEmpty() ? sentence : kind + " with " + sentence;
    }

    private static String first(String... sentences) {
        for (String sentence : sentences) {
            if (!sentence.isEmpty()) {
                return sentence;
            }
        }
        return "";
    }

    private static String identifiers(Packet packet, Kind kind) {
        int clients = packet.all(Kind.CLIENT_IDENTIFIER).size();
        if (clients != 1 && (clients != 0 || kind != Kind.INFORMATION_REQUEST)) {
            return clients + " Client Identifiers";
        }
        int servers = packet.all(Kind.SERVER_IDENTIFIER).size();
        if (servers != (TO_ONE_SERVER.contains(kind) ? 1 : 0)) {
            return servers + " Server Identifiers";
        }
        for (Layer client : packet.all(Kind.CLIENT_IDENTIFIER)) {
            String fault = duid((byte[]) client.get(Field.DUID));
            if (!fault.isEmpty()) {
                return fault;
            }
        }
        return "";
    }

    /** Section 11. */
    private static String duid(byte[] duid) {
        if (duid.length < SHORTEST_DUID_OCTETS || duid.length > LONGEST_DUID_OCTETS) {
            return "a DUID of " + duid.length + " octets";
        }
        int type = (duid[0] & 0xff) << 8 | duid[1] & 0xff;
        int least = switch (type) {
            // Time or none, hardware type, address; enterprise number; UUID.
            case 1 -> 9;
            case 2 -> 7;
            case 3 -> 5;
            case DUID_UUID -> 18;
            default -> Integer.MAX_VALUE;
        };
        return duid.length < least || type == DUID_UUID && duid.length != least
                ? "a DUID of type " + type + " and " + duid.length + " octets"
                : "";
    }

    private static String own(Packet packet) {
        int times = packet.all(Kind.ELAPSED_TIME_OPTION).size();
        if (times != 1) {
            return times + " Elapsed Times";
        }
        return packet.layers().stream()
                .filter(layer -> NEVER_OF_CLIENTS.contains((int) layer.number(Field.OPTION_CODE, 0))).findFirst()
                .map(layer -> "an option of servers: " + layer).orElse("");
    }

    private static String asked(Packet packet, Kind kind) {
        List<Layer> requests = packet.all(Kind.OPTION_REQUEST);
        if (requests.size() > 1 || requests.isEmpty() && ASKING.contains(kind)) {
            return requests.size() + " Option Requests";
        }
        if (requests.isEmpty()) {
            return "";
        }
        byte[] octets = (byte[]) requests.getFirst().get(Field.REQUESTED_OPTIONS);
        Set<Integer> codes = Dhcp6Options.codes(octets);
        if (octets.length != 2 * codes.size()) {
            return "an Option Request of " + octets.length + " octets for " + codes.size() + " options";
        }
        boolean information = kind == Kind.INFORMATION_REQUEST;
        int most = information ? INF_MAX_RT : SOL_MAX_RT;
        if (ASKING.contains(kind) && !codes.contains(most)) {
            return "an Option Request without " + most;
        }
        if (codes.contains(INFORMATION_REFRESH_TIME) != information) {
            return "an Option Request " + (information ? "without " : "for ") + INFORMATION_REFRESH_TIME;
        }
        return codes.stream().filter(NEVER_ASKED::contains).findFirst()
                .map(code -> "an Option Request for " + code).orElse("");
    }

    private static String associations(Packet packet, Kind kind) {
        List<Layer> associations = packet.all(Kind.IA_NA);
        if (associations.isEmpty() != (kind == Kind.INFORMATION_REQUEST)) {
            return associations.size() + " IA_NAs";
        }
        if (associations.stream().map(each -> each.get(Field.IAID)).distinct().count() != associations.size()) {
            return "two IA_NAs with one IAID";
        }
        for (Layer each : associations) {
            List<Layer> addresses = Dhcp6Options.read((byte[]) each.get(Field.IA_OPTIONS));
            if (addresses.isEmpty() && ABOUT_ADDRESSES.contains(kind)) {
                return "an IA_NA without addresses";
            }
            for (Layer address : addresses) {
                if (address.kind() != Kind.IA_ADDRESS
                        || Objects.equals(address.get(Field.IPV6_ADDRESS), Address.UNSPECIFIED)) {
                    return "what does not belong into its IA_NA: " + address;
                }
            }
        }
        return "";
    }
}
