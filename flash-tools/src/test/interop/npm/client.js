// Asks what a script says with the npm package coap, and prints an answer for every line: client.js ADDRESS SCRIPT.
// The language of scripts is described at the Java class Script.
'use strict'

const dgram = require('dgram')
const fs = require('fs')
const { createRequire } = require('module')
const path = require('path')
// Installed into the build's target folder, the place of which the environment tells.
const packages = createRequire(path.join(process.env.KOGAME_NPM, 'package.json'))
const coap = packages('coap')
const codec = packages('coap-packet')
const { pattern, isPattern } = require('./pattern')

const PATIENCE_MS = 60000
const [, , address, script] = process.argv
const last = { etag: Buffer.alloc(0), echo: Buffer.alloc(0) }
let observers = []

// The package turns entity-tags into text, which loses octets.
coap.registerOption('ETag', value => value, value => value)

function agent () {
  return new coap.Agent({ type: 'udp6', socket: dgram.createSocket('udp6') })
}

// One socket for all requests but those of observers: one endpoint for the server.
const common = agent()

function words (line) {
  const [method, target, ...rest] = line.split(' ')
  const settings = {}
  for (const word of rest) {
    const equals = word.indexOf('=')
    settings[equals < 0 ? word : word.slice(0, equals)] = equals < 0 ? '' : word.slice(equals + 1)
  }
  return { method, target, settings }
}

function octets (text, remembered) {
  return text === '@' ? remembered : Buffer.from(text, 'hex')
}

function uint (number) {
  const parts = []
  for (let rest = Number(number); rest > 0; rest = Math.floor(rest / 256)) {
    parts.unshift(rest % 256)
  }
  return Buffer.from(parts)
}

function request ({ method, target, settings }, parameters = {}) {
  const [pathname, query] = target.split('?')
  const body = settings.pattern ? pattern(Number(settings.pattern)) : Buffer.from(settings.payload || '')
  const made = coap.request({
    hostname: parameters.multicast ? settings.group : address,
    port: 5683,
    method,
    pathname,
    query,
    confirmable: !('non' in settings),
    token: 'token' in settings ? Buffer.from(settings.token, 'hex') : undefined,
    agent: common,
    ...parameters
  })
  const block = size => Buffer.of(Math.log2(size) - 4)
  if (settings.block && body.length > 0) {
    made.setOption('Block1', block(settings.block))
  } else if (settings.block) {
    made.setOption('Block2', block(settings.block))
  }
  if ('ct' in settings) made.setOption('Content-Format', uint(settings.ct))
  if ('accept' in settings) made.setOption('Accept', uint(settings.accept))
  if ('etag' in settings) made.setOption('ETag', octets(settings.etag, last.etag))
  if ('if-match' in settings) made.setOption('If-Match', octets(settings['if-match'], last.etag))
  if ('if-none-match' in settings) made.setOption('If-None-Match', Buffer.alloc(0))
  if ('echo' in settings) made.setOption('252', octets(settings.echo, last.echo))
  if ('no-response' in settings) made.setOption('No-Response', uint(settings['no-response']))
  return { made, body }
}

function option (response, name) {
  const found = response.options.find(each => each.name === name)
  return found === undefined ? undefined : found.value
}

function describe (response) {
  const packet = response._packet
  const said = [response.code, packet.ack ? 'ack' : packet.confirmable ? 'con' : 'non']
  const format = response.options.find(each => each.name === 'Content-Format')
  if (format !== undefined) said.push('ct=' + formatNumber(format.value))
  const etag = option(response, 'ETag')
  if (etag !== undefined) {
    last.etag = etag
    said.push('etag')
  }
  const echo = option(response, '252')
  if (echo !== undefined) {
    last.echo = echo
    said.push('echo')
  }
  const size1 = option(response, 'Size1')
  if (size1 !== undefined) said.push('size1=' + size1)
  const location = response.options.filter(each => each.name === 'Location-Path').map(each => each.value)
  if (location.length > 0) said.push('location=' + location.join('/'))
  if (response.payload.length > 0) {
    said.push(isPattern(response.payload) ? 'pattern=' + response.payload.length : 'payload=' + response.payload)
  }
  return said.join(' ')
}

const FORMATS = { 'text/plain': 0, 'application/link-format': 40, 'application/xml': 41, 'application/json': 50 }

function formatNumber (value) {
  return typeof value === 'number' ? value : FORMATS[value] === undefined ? value : FORMATS[value]
}

function exchange (words) {
  return new Promise(resolve => {
    const silenceMs = Number(words.settings.silence || 0)
    const { made, body } = request(words)
    const timer = setTimeout(() => resolve(silenceMs > 0 ? 'silence' : 'no answer'), silenceMs || PATIENCE_MS)
    const settle = text => {
      clearTimeout(timer)
      resolve(text)
    }
    made.on('response', response => settle(response._packet.reset ? 'reset' : describe(response)))
    made.on('error', error => settle('error: ' + error.message))
    made.on('timeout', error => settle('timeout: ' + error.message))
    made.end(body)
  })
}

function multicast (words) {
  return new Promise(resolve => {
    const answers = []
    const { made } = request({ ...words, method: 'GET' }, {
      multicast: true, multicastTimeout: 500, confirmable: false, agent: new coap.Agent({ type: 'udp6' })
    })
    made.on('response', response => answers.push(describe(response)))
    made.on('error', error => answers.push('error: ' + error.message))
    made.end()
    // DEFAULT_LEISURE is five seconds.
    const untilMs = Date.now() + 8000
    const watch = setInterval(() => {
      if (answers.length > 0 || Date.now() > untilMs) {
        clearInterval(watch)
        resolve(answers.length === 0 ? 'silence' : answers.join(' and '))
      }
    }, 100)
  })
}

function observe (words) {
  const registered = []
  for (let i = 0; i < Number(words.settings.observers); i++) {
    const observer = { states: [] }
    observers.push(observer)
    registered.push(new Promise(resolve => {
      const { made } = request({ ...words, method: 'GET' }, { observe: true, agent: agent() })
      made.on('response', stream => {
        observer.stream = stream
        stream.on('data', payload => observer.states.push(payload.toString()))
        resolve()
      })
      made.on('error', error => {
        observer.states.push('error: ' + error.message)
        resolve()
      })
      made.end()
    }))
  }
  return Promise.all(registered).then(() => registered.length + ' registered')
}

function seen (words) {
  return new Promise(resolve => {
    const untilMs = Date.now() + PATIENCE_MS
    const watch = setInterval(() => {
      const saw = observers.filter(observer => observer.states.at(-1) === words.target).length
      if (saw === observers.length || Date.now() > untilMs) {
        clearInterval(watch)
        resolve(saw + ' saw ' + words.target)
      }
    }, 20)
  })
}

// The package's codec on a socket, without its agent.
function codecOnly (words) {
  return new Promise(resolve => {
    const socket = dgram.createSocket('udp6')
    const token = Buffer.from(words.settings.token, 'hex')
    const options = words.target.slice(1).split('/').map(each => ({ name: 'Uri-Path', value: Buffer.from(each) }))
    socket.on('message', octets => {
      const packet = codec.parse(octets)
      socket.close()
      resolve(packet.code + (packet.token.equals(token) ? ' same token' : ' other token') + ' payload=' + packet.payload)
    })
    socket.send(codec.generate({ code: 'GET', confirmable: true, token, options }), 5683, address)
  })
}

async function cancel () {
  observers.forEach(observer => observer.stream && observer.stream.close(true))
  await new Promise(resolve => setTimeout(resolve, 300))
  const count = observers.length
  observers = []
  return count + ' cancelled'
}

async function main () {
  for (const line of fs.readFileSync(script, 'utf8').split('\n').filter(each => each !== '')) {
    if (line.startsWith('#')) {
      console.log(line)
      continue
    }
    const asked = words(line)
    const does = { OBSERVE: observe, SEEN: seen, CANCEL: cancel, MULTICAST: multicast, CODEC: codecOnly }[asked.method] || exchange
    let answer
    try {
      answer = await does(asked)
    } catch (error) {
      answer = 'error: ' + error.message
    }
    console.log('> ' + answer)
  }
  console.log('# end')
  process.exit(0)
}

main()
