package dev.kogame.netstack.coap;

/** Method and response codes of CoAP: three bits of class, five of detail. RFC 7252 section 12.1 and what was added since. */
public final class CoapCode {

    /** 0.00: a message that carries neither a request nor a response. */
    public static final int EMPTY = 0;

    public static final int GET = 1;
    public static final int POST = 2;
    public static final int PUT = 3;
    public static final int DELETE = 4;
    /** RFC 8132 */
    public static final int FETCH = 5;
    /** RFC 8132 */
    public static final int PATCH = 6;
    /** RFC 8132 */
    public static final int IPATCH = 7;

    /** 2.01 */
    public static final int CREATED = 2 << 5 | 1;
    /** 2.02 */
    public static final int DELETED = 2 << 5 | 2;
    /** 2.03 */
    public static final int VALID = 2 << 5 | 3;
    /** 2.04 */
    public static final int CHANGED = 2 << 5 | 4;
    /** 2.05 */
    public static final int CONTENT = 2 << 5 | 5;
    /** 2.31, RFC 7959 */
    public static final int CONTINUE = 2 << 5 | 31;
    /** 4.00 */
    public static final int BAD_REQUEST = 4 << 5;
    /** 4.01 */
    public static final int UNAUTHORIZED = 4 << 5 | 1;
    /** 4.02 */
    public static final int BAD_OPTION = 4 << 5 | 2;
    /** 4.03 */
    public static final int FORBIDDEN = 4 << 5 | 3;
    /** 4.04 */
    public static final int NOT_FOUND = 4 << 5 | 4;
    /** 4.05 */
    public static final int METHOD_NOT_ALLOWED = 4 << 5 | 5;
    /** 4.06 */
    public static final int NOT_ACCEPTABLE = 4 << 5 | 6;
    /** 4.08, RFC 7959 */
    public static final int REQUEST_ENTITY_INCOMPLETE = 4 << 5 | 8;
    /** 4.09, RFC 8132 */
    public static final int CONFLICT = 4 << 5 | 9;
    /** 4.12 */
    public static final int PRECONDITION_FAILED = 4 << 5 | 12;
    /** 4.13 */
    public static final int REQUEST_ENTITY_TOO_LARGE = 4 << 5 | 13;
    /** 4.15 */
    public static final int UNSUPPORTED_CONTENT_FORMAT = 4 << 5 | 15;
    /** 4.22, RFC 8132 */
    public static final int UNPROCESSABLE_ENTITY = 4 << 5 | 22;
    /** 4.29, RFC 8516 */
    public static final int TOO_MANY_REQUESTS = 4 << 5 | 29;
    /** 5.00 */
    public static final int INTERNAL_SERVER_ERROR = 5 << 5;
    /** 5.01 */
    public static final int NOT_IMPLEMENTED = 5 << 5 | 1;
    /** 5.02 */
    public static final int BAD_GATEWAY = 5 << 5 | 2;
    /** 5.03 */
    public static final int SERVICE_UNAVAILABLE = 5 << 5 | 3;
    /** 5.04 */
    public static final int GATEWAY_TIMEOUT = 5 << 5 | 4;
    /** 5.05 */
    public static final int PROXYING_NOT_SUPPORTED = 5 << 5 | 5;
    /** 5.08, RFC 8768 */
    public static final int HOP_LIMIT_REACHED = 5 << 5 | 8;

    /** Class of requests. */
    static final int REQUEST = 0;
    /** Class of responses that report success. */
    static final int SUCCESS = 2;
    /** Class of responses that say the client erred. */
    static final int CLIENT_ERROR = 4;
    /** Class of responses that say the server failed. */
    static final int SERVER_ERROR = 5;

    private CoapCode() {
    }

    /** The digit before the dot, 0 to 7. */
    public static int classOf(int code) {
        return code >>> 5;
    }

    /** 1, 3, 6 and 7: no message carries them. RFC 7252 sections 3 and 12.1. */
    static boolean isReservedClass(int code) {
        return switch (classOf(code)) {
            case REQUEST, SUCCESS, CLIENT_ERROR, SERVER_ERROR -> false;
            default -> true;
        };
    }

    /** A method code, known or not. The code {@link #EMPTY} is none. */
    static boolean isRequest(int code) {
        return classOf(code) == REQUEST && code != EMPTY;
    }

    /** A method this server knows; any other is answered 4.05, RFC 7252 section 5.8. */
    static boolean isKnownMethod(int code) {
        return code >= GET && code <= IPATCH;
    }

    /** A method that changes nothing, so that doing it twice is doing it once. RFC 7252 section 5.1, RFC 8132 section 2. */
    static boolean isSafe(int method) {
        return method == GET || method == FETCH;
    }
}
