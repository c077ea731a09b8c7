/** Express. */
import { framework } from './framework.js'

export const express = framework(
  'request, response, next, next',
  `
const express = () => make()
const parser = () => () => {}
const request = open('a request', { app: { locals, get: (key) => lookedUp(settings, key) } })
const response = open('a response', { locals: {}, app: request.app })
const next = unknown('what comes next')
Object.assign(express, { Router: make, json: parser, urlencoded: parser, raw: parser, text: parser, static: parser, request: {}, response: {} })
module.exports = express
module.exports.default = express
`,
)
