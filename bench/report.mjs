// The report's page: how large it is, how soon it is painted, and how soon it answers a person, in a real Chromium.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { line, median } from './measure.mjs'
import { writeSyntheticApp } from './synthetic-app.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const bench = 'report'
const RUNS = 5
const SETTLE_MS = 900
const BROWSERS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export async function* cases() {
  const scratch = mkdtempSync(join(tmpdir(), 'rolewright-report-'))
  try {
    const of50 = writeReport(scratch, 50)
    yield line({ bench, name: 'the page of 50 functions', unit: 'kB', ours: statSync(of50).size / 1000, budget: 250, budgetOf: 'ours' })
    const script = statSync(join(ROOT, 'dist/report/page.js')).size / 1000
    yield line({ bench, name: 'its script', unit: 'kB', ours: script, budget: 100, budgetOf: 'ours' })
    const executablePath = BROWSERS.find((path) => path !== undefined && existsSync(path))
    if (executablePath === undefined) throw new Error('no Chromium: install one, or give its path in CHROMIUM')
    yield* inBrowser(writeReport(scratch, 200), 200, { paint: 1000, answer: 100 }, executablePath)
    yield* inBrowser(writeReport(scratch, 1000), 1000, { paint: 3000, answer: 400 }, executablePath)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function writeReport(scratch, functions) {
  const app = join(scratch, `app-${functions}`)
  writeSyntheticApp(app, functions)
  const file = join(scratch, `report-${functions}.html`)
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'report', app, '--out', file], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return file
}

async function* inBrowser(file, functions, budgets, executablePath) {
  const prefix = join(ROOT, 'test/browser')
  if (!existsSync(join(prefix, 'node_modules')))
    spawnSync('npm', ['ci', '--prefix', prefix, '--ignore-scripts', '--no-audit', '--no-fund'], { stdio: ['ignore', 2, 2] })
  const { chromium } = createRequire(join(prefix, 'package.json'))('playwright-core')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
  try {
    const paints = []
    const answers = Object.fromEntries(Object.keys(ACTS).map((name) => [name, { wall: [], processor: [] }]))
    for (let i = 0; i < RUNS; i++) {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } })
      const session = await page.context().newCDPSession(page)
      await session.send('Performance.enable', { timeDomain: 'threadTicks' })
      await page.goto(`file://${file}`)
      await page.waitForSelector('.card')
      paints.push(await page.evaluate(FIRST_PAINT))
      for (const [name, act] of Object.entries(ACTS)) {
        // What the page still draws while nobody waits is no part of the answer.
        await page.waitForTimeout(SETTLE_MS)
        const before = await busyMs(session)
        answers[name].wall.push(await page.evaluate(answered(act)))
        answers[name].processor.push((await busyMs(session)) - before)
      }
      await page.close()
    }
    const budget = { unit: 'ms', budgetOf: 'ours' }
    yield line({ bench, name: `first paint, ${functions} functions`, ours: median(paints), budget: budgets.paint, ...budget })
    for (const [name, { wall, processor }] of Object.entries(answers)) {
      yield line({ bench, name: `${name}, ${functions} functions`, ours: median(wall), budget: budgets.answer, ...budget })
      yield line({
        bench,
        name: `${name}, ${functions} functions, of the processor`,
        ours: median(processor),
        budget: budgets.answer,
        ...budget,
      })
    }
  } finally {
    await browser.close()
  }
}

/** Time of the processor that the page's main thread has had. */
async function busyMs(session) {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000
}

const FIRST_PAINT = () =>
  new Promise((done) => {
    const seen = (list) => {
      for (const { startTime } of list.getEntriesByName('first-contentful-paint')) done(startTime)
    }
    new PerformanceObserver(seen).observe({ type: 'paint', buffered: true })
  })

/** From the event to the frame that shows its answer. */
const answered = (act) => `new Promise((done) => {
  const began = performance.now();
  ${act};
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))
})`

const typed = (text) =>
  `const input = document.querySelector('input[type=search]'); input.value = '${text}'; input.dispatchEvent(new Event('input', { bubbles: true }))`

/** Each leaves the page so that the next begins with all or with what it found. */
const ACTS = {
  'search for one': typed('domain007'),
  'clear the search': typed(''),
  'search by a letter': typed('a'),
  'clear it again': typed(''),
  'select a function': "document.querySelectorAll('.node.f')[7].click()",
  'show everything': "[...document.querySelectorAll('.search button')].at(-1).click()",
  'who may delete': "document.querySelector('.effects .is-delete').click()",
  'all effects': "document.querySelector('.effects .is-delete').click()",
  'hide warnings': "document.querySelector('.filter.warning').click()",
  'show warnings': "document.querySelector('.filter.warning').click()",
  'scroll the picture': "document.querySelector('.picture').scrollTo(0, 2500)",
  'unfold a function': "document.querySelector('.card > summary').click()",
}
