package dev.kogame.netstack;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.counting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kogame.board.EthernetPort;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;

class NetStackTest {

    @Test
    void shouldComeUpOnALinkWithoutRouters() {
        Lab lab = new Lab(Lab.config());
        lab.at(0).expect("report :: > ff02::16 hop 1 to-ex " + GROUP)
                .expect("NS :: > " + GROUP + " hop 255 target " + OWN).quiet();
        lab.at(s(1) - 1).forget().at(s(1)).expect("RS " + OWN + " > ff02::2 hop 255 slla 01")
                .expect("report " + OWN + " > ff02::16 hop 1 to-ex " + GROUP).quiet();
        lab.at(s(20)).forget().alive();
    }

    @Test
    void shouldSayTheSameWithTheSameSeed() {
        StackConfig config = Lab.config().with(Limit.INITIAL_DELAY_MS, 1000);
        Lab one = new Lab(config).at(s(20));
        Lab two = new Lab(config).at(s(20));
        assertThat(one.times()).isEqualTo(two.times()).isNotEqualTo(new Lab(config.withSeed(2)).at(s(20)).times());
        assertThat(one.taken()).isEqualTo(two.taken());
    }

    @Test
    void shouldHandleNoMoreFramesInOnePollThanItsBudget() {
        Lab lab = Lab.ready();
        byte[] ping = Packet.from("fe80::2").to(OWN).echo(1, 1, counting(8)).frame();
        for (int i = 0; i < 40; i++) {
            lab.cable().end(1).transmit(ping, 0, ping.length, lab.nowNs());
        }
        long before = lab.stack().counters(0).receivedFrames();
        assertThat(lab.stack().poll(lab.nowNs(), 5)).isEqualTo(5);
        assertThat(lab.stack().counters(0).receivedFrames()).isEqualTo(before + 5);
        assertThat(lab.stack().nextDeadlineNs()).as("more to do now").isLessThanOrEqualTo(lab.nowNs());
    }

    @Test
    void shouldLoseNoFrameSlotInAScanOfThePrefix() {
        Lab lab = Lab.ready();
        for (int i = 0; i < 5000; i++) {
            String stranger = "fe80::9:" + Integer.toHexString(i);
            lab.send(Packet.from(stranger).to(OWN).echo(1, 1, counting(1400)));
        }
        assertThat(lab.drops(Drop.NEIGHBOR_UNREACHABLE)).isGreaterThan(4900);
        lab.alive();
        lab.after(s(4)).forget().alive();
    }

    @Test
    void shouldKeepItsNeighborsThroughAScan() {
        Lab lab = Lab.ready();
        Packet ping = Packet.from("fe80::2").to(OWN).echo(1, 1, counting(8));
        lab.send(Packet.solicitation("fe80::2", GROUP, OWN, Packet.sourceLinkLayerAddress(2))).forget();
        for (int i = 0; i < 1000; i++) {
            lab.send(Packet.from("fe80::9:" + Integer.toHexString(i)).to(OWN).echo(1, 1, counting(8))).forget();
            lab.send(ping).expect("echo reply " + OWN + " > fe80::2 hop 64 data 8", 2).quiet();
        }
    }

    @Test
    void shouldListenToAGroupThatAnAppJoined() {
        Lab lab = new Lab(Lab.config());
        lab.stack().joinGroup(0, Packet.hi("ff02::fd"), Packet.lo("ff02::fd"));
        lab.settled().send(Packet.solicitation("fe80::2", GROUP, OWN, Packet.sourceLinkLayerAddress(2))).forget();
        lab.send(Packet.from("fe80::2").to("ff02::fd").echo(1, 1, counting(8)))
                .expect("echo reply " + OWN + " > fe80::2 hop 64 data 8", 2);
        lab.refuses(Packet.from("fe80::2").to("ff02::fe").echo(1, 1, counting(8)), Drop.NOT_FOR_US);
    }

    @Test
    void shouldRefuseToBeBuiltWithoutAPortOrRoom() {
        assertThatThrownBy(() -> new NetStack(Lab.config(), new EthernetPort[0]))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at least one port");
        Lab lab = new Lab(Lab.config().with(Limit.GROUPS, 16).with(Limit.ADDRESSES, 2).with(Limit.PREFIXES, 1));
        lab.stack().addAddress(0, Packet.hi("2001:db8::"), 1);
        assertThatThrownBy(() -> lab.stack().addAddress(0, Packet.hi("2001:db8:1::"), 1))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("raise addresses and prefixes");
        for (int i = 0; i < 15; i++) {
            lab.stack().joinGroup(0, Packet.hi("ff02::"), 0x100 + i);
        }
        assertThatThrownBy(() -> lab.stack().joinGroup(0, Packet.hi("ff02::"), 0x200))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("raise groups");
    }
}
