// The resources of ETSI's CoAP plugtests with the npm package coap: server.js INTERFACE.
'use strict'

const { createRequire } = require('module')
const path = require('path')
// Installed into the build's target folder, the place of which the environment tells.
const coap = createRequire(path.join(process.env.KOGAME_NPM, 'package.json'))('coap')
const { pattern } = require('./pattern')

const LARGE_OCTETS = 65536
const SEPARATE_MS = 500
const ECHO = Buffer.from('0102030405060708', 'hex')
const LINKS = ['</test>;rt="test";ct=0', '</seg1/seg2/seg3>;rt="segments";ct=0', '</obs>;rt="observable";obs;ct=0',
  '</large>;rt="block";sz=65536', '</link1>;rt="Type1 Type2";ct=0', '</link2>;rt="Type2 Type3";ct=0',
  '</link3>;rt="Type1 Type3";ct=0']

// The package turns entity-tags into text, which loses octets.
coap.registerOption('ETag', value => value, value => value)

let test = 'hello'
let updated = Buffer.alloc(0)
let state = 'first'
let version = 1
let validated = 'one'
let created
const observers = new Set()

function values (request, name) {
  return request.options.filter(each => each.name === name).map(each => each.value)
}

function text (response, payload) {
  response.setOption('Content-Format', Buffer.alloc(0))
  response.end(Buffer.from(payload))
}

function say (response, code, payload) {
  response.code = code
  response.end(payload)
}

const resources = {
  '/test': (request, response) => {
    switch (request.method) {
      case 'GET': return text(response, test)
      case 'DELETE':
        test = ''
        return say(response, '2.02')
      default:
        test = request.payload.toString()
        return say(response, '2.04')
    }
  },
  '/seg1/seg2/seg3': (request, response) => text(response, 'deep'),
  '/link1': (request, response) => text(response, 'one'),
  '/link2': (request, response) => text(response, 'two'),
  '/link3': (request, response) => text(response, 'three'),
  '/query': (request, response) => text(response, values(request, 'Uri-Query').join(' ')),
  '/large': (request, response) => text(response, pattern(LARGE_OCTETS)),
  '/large-update': (request, response) => {
    if (request.method === 'GET') return text(response, updated)
    updated = Buffer.from(request.payload)
    return say(response, '2.04')
  },
  '/separate': (request, response) => setTimeout(() => text(response, 'later'), SEPARATE_MS),
  '/obs': (request, response) => {
    if (request.method === 'PUT') {
      state = request.payload.toString()
      say(response, '2.04')
      observers.forEach(each => each.write(state))
    } else if (request.headers.Observe === 0) {
      observers.add(response)
      response.on('error', () => observers.delete(response))
      response.setOption('Content-Format', Buffer.alloc(0))
      response.on('finish', () => observers.delete(response))
      response.write(state)
    } else {
      text(response, state)
    }
  },
  '/validate': (request, response) => {
    const now = Buffer.of(0x8e, version)
    if (request.method === 'PUT') {
      const wanted = values(request, 'If-Match')
      if (wanted.length > 0 && !wanted.some(each => each.length === 0 || each.equals(now))) return say(response, '4.12')
      validated = request.payload.toString()
      version++
      return say(response, '2.04')
    }
    response.setOption('ETag', now)
    if (values(request, 'ETag').some(each => each.equals(now))) return say(response, '2.03')
    return text(response, validated)
  },
  '/create1': (request, response) => {
    if (request.method === 'DELETE') {
      created = undefined
      return say(response, '2.02')
    }
    if (request.method === 'GET') return created === undefined ? say(response, '4.04') : text(response, created)
    if (created !== undefined && values(request, 'If-None-Match').length > 0) return say(response, '4.12')
    const code = created === undefined ? '2.01' : '2.04'
    created = request.payload.toString()
    return say(response, code)
  },
  '/fetch': (request, response) => request.method === 'FETCH'
    ? text(response, 'asked ' + request.payload)
    : say(response, '4.05'),
  '/echo': (request, response) => {
    if (values(request, '252').some(each => each.equals(ECHO))) return text(response, 'fresh')
    response.setOption('252', ECHO)
    return say(response, '4.01')
  },
  '/.well-known/core': (request, response) => {
    const [query] = values(request, 'Uri-Query')
    response.setOption('Content-Format', Buffer.of(40))
    response.end(Buffer.from(LINKS.filter(link => query === undefined || matches(link, String(query))).join(',')))
  }
}

function matches (link, query) {
  const [name, value] = query.split('=')
  const attribute = link.split(';').map(each => each.split('=')).find(each => each[0] === name)
  return attribute !== undefined && attribute[1].replaceAll('"', '').split(' ').includes(value)
}

const server = coap.createServer({
  type: 'udp6', multicastAddress: 'ff02::fd', multicastInterface: '::%' + process.argv[2]
})
server.on('request', (request, response) => {
  const resource = resources[request.url.split('?')[0]]
  return resource === undefined ? say(response, '4.04') : resource(request, response)
})
server.on('error', error => console.error(error))
server.listen(5683, '::', () => console.log('ready'))
