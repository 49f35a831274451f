package dev.kogame.netstack.mld;

import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.ExtensionHeaders;
import dev.kogame.netstack.wire.Icmpv6;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.MldMessage;

/**
 * Builds and sends the messages of a listener: version 2 reports record by record (RFC 3810 section 5.2), version 1 reports and dones (RFC
 * 2710 section 3). One thread; allocates nothing after construction.
 */
final class MldOutput {

    private static final int MESSAGE_AT = FramePool.UPPER_AT + ExtensionHeaders.UNIT_OCTETS;

    private final Interface on;
    private final AddressTable addresses;
    private int slot = FramePool.NONE;
    private int records;
    private int end;

    MldOutput(Interface on, AddressTable addresses) {
        this.on = on;
        this.addresses = addresses;
    }

    /** Begins a version 2 report. Answers whether there is a slot for it, which is counted if not. */
    boolean begin() {
        records = 0;
        end = MESSAGE_AT + MldMessage.REPORT_RECORDS;
        slot = on.pool().take();
        if (slot == FramePool.NONE) {
            on.counters().drop(Drop.NO_FRAME_SLOT);
            return false;
        }
        return true;
    }

    /** Whether the report begun has room for a record of so many sources. */
    boolean room(int sources) {
        return end + MldMessage.RECORD_OCTETS + sources * Ipv6Address.OCTETS <= FramePool.SLOT_OCTETS;
    }

    /** Adds a record without sources, for which there is {@link #room}. */
    void record(int type, long groupHi, long groupLo) {
        MldMessage.writeRecord(on.pool().bytes(slot), end, type, 0, groupHi, groupLo);
        end += MldMessage.RECORD_OCTETS;
        records++;
    }

    /** Adds a record of sources, for which there is {@link #room}. */
    void record(int type, long groupHi, long groupLo, long[] sourceHi, long[] sourceLo, int sources) {
        byte[] b = on.pool().bytes(slot);
        MldMessage.writeRecord(b, end, type, sources, groupHi, groupLo);
        end += MldMessage.RECORD_OCTETS;
        for (int i = 0; i < sources; i++) {
            Ipv6Address.put(b, end, sourceHi[i], sourceLo[i]);
            end += Ipv6Address.OCTETS;
        }
        records++;
    }

    /** Sends the report begun; one without records is none. */
    void send(long nowNs) {
        if (records == 0) {
            on.pool().release(slot);
            return;
        }
        Icmpv6.write(on.pool().bytes(slot), MESSAGE_AT, Icmpv6.MLD_V2_REPORT, 0, records);
        send(Ipv6Address.ALL_MLDV2_ROUTERS_HI, Ipv6Address.ALL_MLDV2_ROUTERS_LO, nowNs);
    }

    /** Sends a version 1 report, to the group itself. */
    void reportV1(long groupHi, long groupLo, long nowNs) {
        sendV1(Icmpv6.MLD_V1_REPORT, groupHi, groupLo, groupHi, groupLo, nowNs);
    }

    /** Sends a done: this host listens to the group no longer. */
    void done(long groupHi, long groupLo, long nowNs) {
        sendV1(Icmpv6.MLD_V1_DONE, groupHi, groupLo, Ipv6Address.ALL_ROUTERS_HI, Ipv6Address.ALL_ROUTERS_LO, nowNs);
    }

    private void sendV1(int type, long groupHi, long groupLo, long toHi, long toLo, long nowNs) {
        if (begin()) {
            byte[] b = on.pool().bytes(slot);
            Icmpv6.write(b, MESSAGE_AT, type, 0, 0);
            Ipv6Address.put(b, MESSAGE_AT + MldMessage.GROUP, groupHi, groupLo);
            end = MESSAGE_AT + MldMessage.V1_OCTETS;
            send(toHi, toLo, nowNs);
        }
    }

    private void send(long toHi, long toLo, long nowNs) {
        byte[] b = on.pool().bytes(slot);
        int ip = FramePool.IP_AT;
        Ipv6.write(b, ip, end - FramePool.UPPER_AT, ExtensionHeaders.HOP_BY_HOP, 1);
        // RFC 3810 section 5.2.13 and RFC 3590: the unspecified address until there is a link-local one.
        int own = addresses.linkLocal(on.index());
        boolean named = own != AddressTable.NONE;
        Ipv6.source(b, ip, named ? addresses.hi(own) : 0, named ? addresses.lo(own) : 0);
        Ipv6.destination(b, ip, toHi, toLo);
        ExtensionHeaders.writeRouterAlert(b, FramePool.UPPER_AT, Icmpv6.PROTOCOL);
        Icmpv6.seal(b, ip, MESSAGE_AT, end);
        on.send(slot, Ethernet.group(toLo), nowNs);
    }
}
