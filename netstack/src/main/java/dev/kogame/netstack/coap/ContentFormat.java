package dev.kogame.netstack.coap;

/** Numbers of the representation formats, RFC 7252 section 12.3 and the RFCs that registered others. */
public final class ContentFormat {

    /** No Content-Format or Accept option stands in the message. */
    public static final int NONE = -1;

    /** text/plain;charset=utf-8 */
    public static final int TEXT_PLAIN = 0;
    /** application/link-format, RFC 6690 */
    public static final int LINK_FORMAT = 40;
    /** application/xml */
    public static final int XML = 41;
    /** application/octet-stream */
    public static final int OCTET_STREAM = 42;
    /** application/json */
    public static final int JSON = 50;
    /** application/json-patch+json, RFC 6902 */
    public static final int JSON_PATCH = 51;
    /** application/merge-patch+json, RFC 7396 */
    public static final int MERGE_PATCH = 52;
    /** application/cbor, RFC 8949 */
    public static final int CBOR = 60;
    /** application/senml+json, RFC 8428 */
    public static final int SENML_JSON = 110;
    /** application/senml+cbor, RFC 8428 */
    public static final int SENML_CBOR = 112;
    /** application/senml-etch+json, RFC 8790 */
    public static final int SENML_ETCH_JSON = 320;
    /** application/senml-etch+cbor, RFC 8790 */
    public static final int SENML_ETCH_CBOR = 322;

    /** The largest number the option can carry. */
    static final int MAX = 65_535;

    private ContentFormat() {
    }
}
