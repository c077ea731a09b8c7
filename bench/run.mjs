// `npm run bench -- NAME [--json]`: runs one benchmark (a file of this folder that exports `cases`), a line a case.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const names = readdirSync(here)
  .filter((f) => f.endsWith('.mjs') && readFileSync(here + f, 'utf8').includes('export async function* cases('))
  .map((f) => f.slice(0, -'.mjs'.length))
const json = process.argv.includes('--json')
/** Sizes alone decide the exit status: times differ from machine to machine. */
const sizesAlone = process.argv.includes('--sizes')
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))

if (wanted.length === 0 || wanted.some((name) => !names.includes(name))) {
  console.error(`give the names of benchmarks: ${names.join(', ')}`)
  process.exit(1)
}

const build = spawnSync(process.execPath, [fileURLToPath(new URL('../scripts/build.mjs', import.meta.url)), '--modules-only'], {
  stdio: ['ignore', 2, 2],
})
if (build.status !== 0 || !existsSync(fileURLToPath(new URL('../dist/cli/main.js', import.meta.url)))) process.exit(1)

let met = true
for (const name of wanted) {
  const { cases } = await import(`./${name}.mjs`)
  for await (const result of cases()) {
    met &&= result.met || (sizesAlone && !/^[kM]?B$/.test(result.unit))
    console.log(json ? JSON.stringify(result) : asText(result))
  }
}
process.exitCode = met ? 0 : 2

function asText({ bench, case: name, unit, ours, peer, theirs, ratio, budget, budgetOf, met: isMet }) {
  const against = peer === null ? '' : `, ${peer} ${theirs} ${unit}, ratio ${ratio}`
  const limit = budgetOf === 'ratio' ? `ratio of at least ${budget}` : `${unit.endsWith('/s') ? 'at least' : 'at most'} ${budget} ${unit}`
  return `${isMet ? 'met   ' : 'MISSED'} ${bench}: ${name}: ${ours} ${unit}${against} (${limit})`
}
