package dev.kogame.netstack.coap;

/** Numbers of the representation formats. RFC 7252 section 12.3; RFC 7049 for CBOR, RFC 8428 section 12.5 for SenML. */
public final class ContentFormat {

    /** No Content-Format or Accept option stands in the message. */
    public static final int NONE = -1;

    /** text/plain;charset=utf-8 */
    public static final int TEXT_PLAIN = 0;
    /** application/link-format, RFC 6690 */
    public static final int LINK_FORMAT = 40;
    /** application/octet-stream */
    public static final int OCTET_STREAM = 42;
    /** application/json */
    public static final int JSON = 50;
    /** application/cbor */
    public static final int CBOR = 60;
    /** application/senml+json */
    public static final int SENML_JSON = 110;
    /** application/senml+cbor */
    public static final int SENML_CBOR = 112;

    /** The largest number the option can carry. */
    static final int MAX = 65_535;

    private ContentFormat() {
    }
}
