package dev.kogame.netstack.coap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.kogame.board.Boot;

/** The resources of a server by path. Filled before the server starts; looked up by the Uri-Path options as they stand. */
final class ResourceTable {

    /** What {@link #find} answers for a path that nothing was added under. */
    static final int NONE = -1;

    private static final int MAX_SEGMENT_OCTETS = 255;
    /** RFC 3986 section 3.3: what may stand in a segment, and so in a link, without percent-encoding. */
    private static final String SEGMENT_PUNCTUATION = "-._~!$&'()*+,;=:@";

    private CoapResource[] resources = {};
    private String[] paths = {};
    private byte[][][] segments = {};

    /** Adds a resource under a path like {@code light} or {@code sensors/temperature}; the empty path is the root. */
    @Boot
    void add(String path, CoapResource resource) {
        byte[][] split = split(path);
        if (Arrays.asList(paths).contains(path)) {
            throw new IllegalArgumentException(
                    "there is a resource under \"" + path + "\" already: add each path once");
        }
        int place = resources.length;
        resources = Arrays.copyOf(resources, place + 1);
        paths = Arrays.copyOf(paths, place + 1);
        segments = Arrays.copyOf(segments, place + 1);
        resources[place] = resource;
        paths[place] = path;
        segments[place] = split;
    }

    /** The place of the resource a request is for, or {@link #NONE}. */
    int find(CoapRequest request) {
        for (int place = 0; place < segments.length; place++) {
            if (matches(segments[place], request)) {
                return place;
            }
        }
        return NONE;
    }

    CoapResource at(int place) {
        return resources[place];
    }

    @Boot
    String path(int place) {
        return paths[place];
    }

    int size() {
        return resources.length;
    }

    private static boolean matches(byte[][] path, CoapRequest request) {
        if (path.length != request.pathSegments()) {
            return false;
        }
        int option = request.pathAt();
        for (int i = 0; i < path.length; i++) {
            if (!CoapOption.valueEquals(request.buffer(), option, path[i])) {
                return false;
            }
            option = CoapOption.next(request.buffer(), option);
        }
        return true;
    }

    @Boot
    private static byte[][] split(String path) {
        if (path.isEmpty()) {
            return new byte[0][];
        }
        if (path.startsWith("/")) {
            throw new IllegalArgumentException("the path \"" + path + "\" must not begin with a slash: write \""
                    + path.substring(1) + "\"");
        }
        String[] names = path.split("/", -1);
        byte[][] split = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            split[i] = segment(path, names[i]);
        }
        return split;
    }

    @Boot
    private static byte[] segment(String path, String name) {
        String where = "in the path \"" + path + "\" the segment \"" + name + "\" ";
        if (name.isEmpty() || name.length() > MAX_SEGMENT_OCTETS) {
            throw new IllegalArgumentException(where + "has " + name.length() + " characters: 1 to "
                    + MAX_SEGMENT_OCTETS + " are possible");
        }
        if (name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException(where + "cannot be asked for: a client resolves it away");
        }
        for (char c : name.toCharArray()) {
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!plain && SEGMENT_PUNCTUATION.indexOf(c) < 0) {
                throw new IllegalArgumentException(where + "contains '" + c + "': use ASCII letters, digits and any of "
                        + SEGMENT_PUNCTUATION);
            }
        }
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
