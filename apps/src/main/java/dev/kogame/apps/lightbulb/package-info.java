/**
 * The lightbulb: a lamp that listens to CoAP. One resource, {@code /light}, of type {@code light}, in text, JSON and CBOR:
 *
 * <pre>
 * coap-client-notls -m get        'coap://[2001:db8::1]/light'     off
 * coap-client-notls -m put -e on  'coap://[2001:db8::1]/light'
 * coap-client-notls -m put -e 40  'coap://[2001:db8::1]/light'
 * coap-client-notls -m get        'coap://[2001:db8::1]/light'     40
 * </pre>
 *
 * What the lamp is (an LED, a line on the terminal) is the board's business; what connects it to a network is the main's:
 *
 * <pre>{@code
 * Firmware.main(args, "lightbulb", Lightbulb::start);
 * }</pre>
 */
package dev.kogame.apps.lightbulb;
