/** Koa. */
import { framework } from './framework.js'

export const koa = framework(
  'context, async () => {}',
  `
const context = open('a context', { state: {} })
class Koa {
  constructor() {
    Object.assign(this, make())
    this.context = context
    context.app = this
  }
  callback() {
    return async () => {}
  }
}
module.exports = Koa
module.exports.default = Koa
`,
)
