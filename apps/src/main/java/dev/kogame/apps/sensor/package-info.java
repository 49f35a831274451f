/**
 * The sensor: a thermometer that speaks SenML over CoAP. {@code /temperature} is the newest reading, which clients can observe under
 * conditions of their own; {@code /history} is the readings kept. Its README, beside this file, shows how it is used.
 *
 * <p>{@link dev.kogame.apps.sensor.Sensor} is all of it but the choice of a thermometer, which {@link dev.kogame.apps.sensor.SensorApp}
 * makes. After start nothing allocates, unless the thermometer does.
 */
package dev.kogame.apps.sensor;
