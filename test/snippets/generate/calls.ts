/** Idioms by which a call is reached and awaited. */
import type { CallIdiom } from './parts.js'

const inner = (id: string, statements: (call: string) => readonly string[]): CallIdiom => ({
  id,
  make: (call, client, input) => ({ inner: statements(call(client, input)) }),
})

/** A helper of the top level takes client and input. */
const helper = (
  id: string,
  top: (call: string) => readonly string[],
  use: (client: string, input: string) => readonly string[],
): CallIdiom => ({
  id,
  make: (call, client, input) => ({ top: top(call('c', 'i')), inner: use(client, input) }),
})

export const CALLS: readonly CallIdiom[] = [
  inner('await', (call) => [`await ${call}`]),
  inner('return', (call) => [`return ${call}`]),
  inner('answer is read', (call) => [`const answer = await ${call}`, 'return { keys: Object.keys(answer).length }']),
  inner('answer is destructured', (call) => [`const { $metadata = {} } = await ${call}`, 'return $metadata']),
  inner('then', (call) => [`return ${call}.then((answer) => answer)`]),
  inner('then, catch and finally', (call) => [`return ${call}.then(() => 'ok').catch((error) => {\n  throw error\n}).finally(() => {})`]),
  inner('Promise.all', (call) => [`await Promise.all([${call}])`]),
  inner('Promise.allSettled', (call) => [`await Promise.allSettled([${call}, Promise.resolve(1)])`]),
  inner('collected promises', (call) => ['const promises = []', `promises.push(${call})`, 'await Promise.all(promises)']),
  inner('try', (call) => [`try {\n  await ${call}\n} catch (error) {\n  console.error(error)\n  throw error\n}`]),
  inner('finally', (call) => [`try {\n  console.log('start')\n} finally {\n  await ${call}\n}`]),
  inner('catch', (call) => [`try {\n  throw new Error('first')\n} catch {\n  await ${call}\n}`]),
  inner('immediately called function', (call) => [`await (async () => {\n  await ${call}\n})()`]),
  inner('inner function', (call) => [`const act = async () => ${call}`, 'await act()']),
  inner('inner declaration', (call) => ['await act()', `async function act() {\n  return ${call}\n}`]),
  inner('condition that holds', (call) => ['const on = true', `if (on) {\n  await ${call}\n}`]),
  inner('short circuit', (call) => [`event && (await ${call})`]),
  inner('loop of one round', (call) => [`for (let i = 0; i < 1; i++) {\n  await ${call}\n}`]),
  inner('for of', (call) => [`for (const _round of ['one']) {\n  await ${call}\n}`]),
  inner('while', (call) => ['let more = true', `while (more) {\n  await ${call}\n  more = false\n}`]),
  inner('do while', (call) => ['let token', `do {\n  const page = await ${call}\n  token = page.NoSuchToken\n} while (token)`]),
  inner('map', (call) => [`await Promise.all(['one'].map(async () => ${call}))`]),
  inner('reduce', (call) => [`await ['one'].reduce((before) => before.then(async () => ${call}), Promise.resolve())`]),
  inner('timer', (call) => [
    `await new Promise((resolve, reject) => setTimeout(async () => {\n  try {\n    resolve(await ${call})\n  } catch (error) {\n    reject(error)\n  }\n}, 1))`,
  ]),
  inner('table of actions', (call) => [
    `const actions = { go: async () => ${call}, stop: async () => 'stopped' }`,
    "return actions['go']()",
  ]),
  inner('switch', (call) => ["const mode = 'go'", `switch (mode) {\n  case 'go':\n    await ${call}\n    break\n  default:\n    break\n}`]),
  inner('async generator', (call) => [
    `async function* pages() {\n  yield ${call}\n}`,
    'for await (const page of pages()) console.log(typeof page)',
  ]),
  helper(
    'helper function',
    (call) => [`async function act(c, i) {\n  return ${call}\n}`],
    (client, input) => [`await act(${client}, ${input})`],
  ),
  helper(
    'helper arrow with an object',
    (call) => [`const act = async ({ c, i }) => ${call}`],
    (client, input) => [`return act({ c: ${client}, i: ${input} })`],
  ),
  helper(
    'helper with a default',
    (call) => [`const act = async (c, i, times = 1) => {\n  if (times > 0) return ${call}\n}`],
    (client, input) => [`await act(${client}, ${input})`],
  ),
  helper(
    'curried',
    (call) => [`const act = (c) => async (i) => ${call}`],
    (client, input) => [`await act(${client})(${input})`],
  ),
  helper(
    'method',
    (call) => [`class Actor {\n  async act(c, i) {\n    return ${call}\n  }\n}`],
    (client, input) => [`await new Actor().act(${client}, ${input})`],
  ),
  helper(
    'field of a class',
    (call) => [
      `class Actor {\n  constructor(c) {\n    this.c = c\n  }\n  act = async (i) => {\n    const c = this.c\n    return ${call}\n  }\n}`,
    ],
    (client, input) => [`await new Actor(${client}).act(${input})`],
  ),
  helper(
    'inherited method',
    (call) => [
      `class ActorBase {\n  async act(c, i) {\n    return ${call}\n  }\n}`,
      'class Actor extends ActorBase {\n  async act(c, i) {\n    return super.act(c, i)\n  }\n}',
    ],
    (client, input) => [`await new Actor().act(${client}, ${input})`],
  ),
  helper(
    'static method',
    (call) => [`class Actor {\n  static async act(c, i) {\n    return ${call}\n  }\n}`],
    (client, input) => [`await Actor.act(${client}, ${input})`],
  ),
  helper(
    'higher order',
    (call) => [
      'const logged = (act) => async (...args) => {\n  const answer = await act(...args)\n  return answer\n}',
      `const act = logged(async (c, i) => ${call})`,
    ],
    (client, input) => [`await act(${client}, ${input})`],
  ),
  helper(
    'retry',
    (call) => [
      'async function retry(act, times) {\n  for (let n = 0; n < times; n++) {\n    try {\n      return await act()\n    } catch (error) {\n      if (n === times - 1) throw error\n    }\n  }\n}',
      `const act = async (c, i) => ${call}`,
    ],
    (client, input) => [`const c = ${client}`, `const i = ${input}`, 'await retry(() => act(c, i), 2)'],
  ),
  helper(
    'call and apply',
    (call) => [`async function act(i) {\n  const c = this.c\n  return ${call}\n}`],
    (client, input) => [`await act.call({ c: ${client} }, ${input})`],
  ),
  helper(
    'bound',
    (call) => [`async function act(c, i) {\n  return ${call}\n}`],
    (client, input) => [`const bound = act.bind(null, ${client})`, `await bound(${input})`],
  ),
  helper(
    'pipeline of functions',
    (call) => [`const steps = [async ([c, i]) => [c, { ...i }], async ([c, i]) => ${call}]`],
    (client, input) => [`let at = [${client}, ${input}]`, 'for (const step of steps) at = await step(at)'],
  ),
  helper(
    'callback of an own function',
    (call) => [
      `async function act(c, i, done) {\n  Promise.resolve(${call}).then((answer) => done(null, answer), (error) => done(error))\n}`,
    ],
    (client, input) => [
      `const c = ${client}`,
      `const i = ${input}`,
      'await new Promise((resolve, reject) => act(c, i, (error, answer) => (error ? reject(error) : resolve(answer))))',
    ],
  ),
]
