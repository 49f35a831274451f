package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an app author does with a server, and does wrong. */
class CoapServerTest {

    private final CoapServer server = new CoapServer(CoapConfig.defaults().with(CoapConfig.Limit.GROUP_SIZE, 0), 0,
            new byte[CoapServer.SECRET_OCTETS]);

    @Test
    void shouldFindResourcesByPath() {
        server.add("", new Fixed("root"));
        server.add("a", new Fixed("a"));
        server.add("a/b", new Fixed("a/b"));
        server.add("a/b/c;v=1", new Fixed("parameter"));
        server.start();
        Peer peer = new Peer(server);
        assertThat(peer.send("40 01 0001")).endsWith(Hex.plain("ff 'root'"));
        assertThat(peer.send("40 01 0001 b1 'a'")).endsWith(Hex.plain("ff 'a'"));
        assertThat(peer.send("40 01 0001 b1 'a' 01 'b'")).endsWith(Hex.plain("ff 'a/b'"));
        assertThat(peer.send("40 01 0001 b1 'a' 01 'b' 05 'c;v=1'")).endsWith(Hex.plain("ff 'parameter'"));
        assertThat(peer.send("40 01 0001 b3 'a/b'")).isEqualTo(Hex.plain("60 84 0001"));
        assertThat(peer.send("40 01 0001 b1 'a' 01 'b' 01 'c'")).isEqualTo(Hex.plain("60 84 0001"));
    }

    @Test
    void shouldListItsResources() {
        server.add("light", new Fixed("on") {
            {
                resourceType("light dimmer");
                interfaceDescription("core.a");
                title("Lamp");
                serves(ContentFormat.TEXT_PLAIN, ContentFormat.CBOR);
            }
        });
        server.add("plain", new Fixed("x"));
        server.start();
        // 2.05, ETag, Content-Format 40
        assertThat(new Peer(server).send("40 01 0001 bb '.well-known' 04 'core'")).isEqualTo(Hex.plain(
                "60 45 0001 44 e7a8dc6d 81 28 ff '</light>;rt=\"light dimmer\";if=\"core.a\";ct=\"0 60\";title=\"Lamp\",</plain>'"));
    }

    @Test
    void shouldListNothingWithoutAPayload() {
        server.start();
        assertThat(new Peer(server).send("40 01 0001 bb '.well-known' 04 'core'"))
                .isEqualTo(Hex.plain("60 45 0001 c1 28"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            rt=light           | lamp
            rt=dimmer          | lamp
            rt=light dimmer    | ""
            rt=light*          | lamp
            rt=l*              | lamp,door
            rt=*               | lamp,door
            rt=                | ""
            rt                 | lamp,door
            href=/lamp         | lamp
            href=/*            | lamp,door,plain
            href=/d*           | door
            href=lamp          | ""
            if=core.a          | lamp
            ct=60              | lamp
            ct=6               | ""
            ct=0               | lamp,door
            sz=2000            | door
            obs                | door
            obs=*              | door
            title=A lamp       | lamp
            title=A            | ""
            foo=*              | ""
            =*                 | ""
            rt=l*&ct=60        | lamp
            rt=lock&ct=60      | ""
            """)
    void shouldFilterTheList(String queries, String links) {
        server.add("lamp", new Fixed("on") {
            {
                resourceType("light dimmer");
                interfaceDescription("core.a");
                title("A lamp");
                serves(ContentFormat.TEXT_PLAIN, ContentFormat.CBOR);
            }
        });
        server.add("door", new Fixed("open") {
            {
                resourceType("lock");
                maximumSize(2000);
                observable();
                serves(ContentFormat.TEXT_PLAIN);
            }
        });
        server.add("plain", new Fixed("x"));
        server.start();
        StringBuilder request = new StringBuilder("50 01 0001 bb '.well-known' 04 'core' ");
        String delta = "4";
        for (String query : queries.split("&")) {
            request.append(delta).append("%x '%s' ".formatted(Math.min(query.length(), 13), query)
                    .replaceFirst("^d ", "d%02x ".formatted(Math.max(0, query.length() - 13))));
            delta = "0";
        }
        Peer peer = new Peer(server);
        String answer = peer.send(request.toString());
        assertThat(names(answer)).isEqualTo(links);
        peer.toMulticast = true;
        // Silence to a group if nothing passes.
        assertThat(names(peer.send(request.toString()))).isEqualTo(links);
        assertThat(peer.server.dropped(CoapDrop.GROUP_ANSWER)).isEqualTo(links.isEmpty() ? 1 : 0);
    }

    private static String names(String answer) {
        String text = new String(HexFormat.of().parseHex(answer), StandardCharsets.ISO_8859_1);
        return Pattern.compile("</([^>]*)>").matcher(text).results().map(found -> found.group(1))
                .collect(Collectors.joining(","));
    }

    @Test
    void shouldSayWhatCanBeObserved() {
        server.add("door", new Fixed("open") {
            {
                maximumSize(2000);
                observable();
            }
        });
        server.start();
        assertThat(new Peer(server).send("40 01 0001 bb '.well-known' 04 'core'"))
                .endsWith(Hex.plain("ff '</door>;sz=2000;obs'"));
    }

    @Test
    void shouldGiveTheListOnlyAsLinkFormatAndOnlyToGet() {
        server.start();
        Peer peer = new Peer(server);
        assertThat(peer.send("40 01 0001 bb '.well-known' 04 'core' 61 28")).isEqualTo(Hex.plain("60 45 0001 c1 28"));
        assertThat(peer.send("40 01 0001 bb '.well-known' 04 'core' 60")).isEqualTo(Hex.plain("60 86 0001"));
        assertThat(peer.send("40 03 0001 bb '.well-known' 04 'core' 11 28 ff '<'")).isEqualTo(Hex.plain("60 85 0001"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            /light     | must not begin with a slash: write "light"
            a//b       | has 0 characters: 1 to 255 are possible
            light/     | has 0 characters: 1 to 255 are possible
            a/../b     | cannot be asked for: a client resolves it away
            .          | cannot be asked for: a client resolves it away
            my light   | contains ' ': use ASCII letters, digits
            a?b        | contains '?': use ASCII letters, digits
            lämp       | contains 'ä': use ASCII letters, digits
            %20        | contains '%': use ASCII letters, digits
            """)
    void shouldRefuseAPathNobodyCanAskFor(String path, String sentence) {
        assertThatThrownBy(() -> server.add(path, new Fixed("x"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void shouldRefuseASegmentThatFitsInNoOption() {
        server.add("x".repeat(255), new Fixed("x"));
        assertThatThrownBy(() -> server.add("x".repeat(256), new Fixed("x")))
                .hasMessageContaining("has 256 characters");
    }

    @Test
    void shouldRefuseTheSamePathTwice() {
        server.add("light", new Fixed("x"));
        assertThatThrownBy(() -> server.add("light", new Fixed("y")))
                .hasMessage("there is a resource under \"light\" already: add each path once");
    }

    @Test
    void shouldRefuseAResourceAfterStart() {
        server.start();
        assertThatThrownBy(() -> server.add("light", new Fixed("x"))).isInstanceOf(IllegalStateException.class)
                .hasMessage("\"light\" comes too late: add all resources before the server starts");
    }

    @Test
    void shouldRefuseToStartTwice() {
        server.start();
        assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has started already");
    }

    @Test
    void shouldGiveALongListInBlocks() {
        for (int i = 0; i < 100; i++) {
            server.add("resource" + i, new Fixed("x"));
        }
        server.start();
        Peer peer = new Peer(server);
        // Content-Format 40 | Block2 0/1/1024 | Size2 1389
        assertThat(peer.send("40 01 0001 bb '.well-known' 04 'core'")).contains(Hex.plain("81 28 b1 0e 52 056d ff"));
        assertThat(peer.send("40 01 0002 bb '.well-known' 04 'core' c1 16")).contains(Hex.plain("81 28 b1 16 ff"))
                .endsWith(Hex.plain("',</resource99>'"));
    }

    @Test
    void shouldRefuseAttributesThatNoLinkCanCarry() {
        assertThatThrownBy(() -> new Fixed("x").title("a \"lamp\"")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "the title \"a \"lamp\"\" of a resource must be some text without quotation marks");
        assertThatThrownBy(() -> new Fixed("x").resourceType(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fixed("x").interfaceDescription("a\nb"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fixed("x").serves(65_536))
                .hasMessageContaining("content format 65536 does not exist");
        assertThatThrownBy(() -> new Fixed("x").accepts(-1)).hasMessageContaining("content format -1 does not exist");
    }

    private static class Fixed extends CoapResource {

        private final byte[] text;

        Fixed(String text) {
            this.text = utf8(text);
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.text(text);
        }
    }
}
