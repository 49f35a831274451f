package dev.kogame.netstack;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.s;

import org.junit.jupiter.api.Test;

class NetStackTest {

    @Test
    void shouldComeUpOnALinkWithoutRouters() {
        Lab lab = new Lab(Lab.config());
        lab.at(0).expect("report :: > ff02::16 hop 1 to-ex " + GROUP)
                .expect("NS :: > " + GROUP + " hop 255 target " + OWN);
    }
}
