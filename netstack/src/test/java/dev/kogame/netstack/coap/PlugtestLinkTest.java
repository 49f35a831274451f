package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases TD_COAP_LINK of ETSI's CoAP plugtest, Kogame's client with Kogame's server. */
class PlugtestLinkTest {

    private final PlugtestRig rig = new PlugtestRig();

    /** The targets of the links that are answered to a query, one behind the other. */
    private String found(String query) {
        StringBuilder links = new StringBuilder();
        ClientRequest request = rig.get(".well-known/core").into(new byte[2048]);
        rig.ask(query.isEmpty() ? request : request.query(query));
        for (String line : rig.takeTold()) {
            assertThat(line).startsWith("2.05 ").endsWith(" last");
            links.append(line);
        }
        return links.toString().replaceAll("2.05 |[' ]|last|;[^<]*?(?=,<|$)", "").replace(",", " ");
    }

    @Test
    @DisplayName("TD_COAP_LINK_01 the well-known interface of resource discovery")
    void shouldListResources() {
        rig.ask(rig.get(".well-known/core").into(new byte[2048]));
        assertThat(rig.takeTold()).hasSize(1).first().asString().contains("</test>;obs,", "</seg1/seg2/seg3>;obs,",
                "</link1>;rt=\"Type1 Type2\";if=\"If1\";sz=8,");
        rig.wire("> 48 01 M1 T1 bb '.well-known' 04 'core'", "< 68 45 M1 T1 44 E1 81 28 ..");
    }

    @Test
    @DisplayName("TD_COAP_LINK_02 a filter limits what is found")
    void shouldFilterByType() {
        assertThat(found("rt=Type1")).isEqualTo("</link1> </link3>");
    }

    @Test
    @DisplayName("TD_COAP_LINK_03 an empty prefix finds what has the attribute")
    void shouldFilterByAnEmptyPrefix() {
        assertThat(found("rt=*")).isEqualTo("</link1> </link2> </link3>");
    }

    @Test
    @DisplayName("TD_COAP_LINK_04 a filter sees each of several rt values")
    void shouldFilterByEachOfSeveralTypes() {
        assertThat(found("rt=Type2")).isEqualTo("</link1> </link2>");
        assertThat(found("rt=Type3")).isEqualTo("</link2> </link3>");
    }

    @Test
    @DisplayName("TD_COAP_LINK_05 a filter by the attribute if and a prefix")
    void shouldFilterByThePrefixOfAnInterface() {
        assertThat(found("if=If*")).isEqualTo("</link1> </link2>");
    }

    @Test
    @DisplayName("TD_COAP_LINK_06 a filter by the attribute sz and a prefix")
    void shouldFilterByThePrefixOfASize() {
        assertThat(found("sz=*")).isEqualTo("</link1> </link2> </link3>");
        assertThat(found("sz=3*")).isEqualTo("</link2>");
    }

    @Test
    @DisplayName("TD_COAP_LINK_07 a filter by a whole href")
    void shouldFilterByAPath() {
        assertThat(found("href=/link1")).isEqualTo("</link1>");
    }

    @ParameterizedTest
    @DisplayName("TD_COAP_LINK_08 a filter by the prefix of an href")
    @CsvSource({"href=/link*, </link1> </link2> </link3>", "href=/seg1*, </seg1/seg2/seg3>",
            "href=*, </test> </seg1/seg2/seg3> </query> </validate> </create1> </location-query> </multi-format> </large>"
                    + " </obs> </separate> </large-update> </large-create> </large-post> </path> </path/sub1> </path/sub2> </link1> </link2> </link3>"})
    void shouldFilterByThePrefixOfAPath(String query, String wanted) {
        assertThat(found(query)).startsWith(wanted);
    }

    @Test
    @DisplayName("TD_COAP_LINK_09 links in a hierarchy")
    void shouldFollowLinksToLinks() {
        assertThat(found("ct=40")).contains("</path>");
        rig.messages();
        rig.ask(rig.get("path")).told("2.05 '</path/sub1>,</path/sub2>' last");
        rig.wire("> 48 01 M1 T1 b4 'path'", "< 68 45 M1 T1 44 E1 81 28 ff '</path/sub1>,</path/sub2>'");
        rig.ask(rig.get("path/sub1")).told("2.05 'sub' last");
    }
}
