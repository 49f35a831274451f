// A body of any length in which every sixteen octets tell where they belong.
'use strict'

function pattern (length) {
  const whole = []
  for (let unit = 0; unit * 16 < length; unit++) {
    whole.push(String(unit).padStart(15, '0') + '\n')
  }
  return Buffer.from(whole.join('')).subarray(0, length)
}

function isPattern (octets) {
  return octets.length >= 16 && octets.equals(pattern(octets.length))
}

module.exports = { pattern, isPattern }
