/**
 * A switch for the lamps of a link: a CoAP client, {@link dev.kogame.apps.lightswitch.LightSwitch}. Its README shows it at work; on
 * the command line it is called {@code switch}.
 */
package dev.kogame.apps.lightswitch;
