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
    yield* inBrowser(writeReport(scratch, 200), executablePath)
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

async function* inBrowser(file, executablePath) {
  const prefix = join(ROOT, 'test/browser')
  if (!existsSync(join(prefix, 'node_modules')))
    spawnSync('npm', ['ci', '--prefix', prefix, '--ignore-scripts', '--no-audit', '--no-fund'], { stdio: ['ignore', 2, 2] })
  const { chromium } = createRequire(join(prefix, 'package.json'))('playwright-core')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
  try {
    const paints = []
    const answers = { search: [], select: [], filter: [] }
    for (let i = 0; i < RUNS; i++) {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } })
      await page.goto(`file://${file}`)
      await page.waitForSelector('.card')
      paints.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime))
      for (const [name, act] of Object.entries(ACTS)) answers[name].push(await page.evaluate(act))
      await page.close()
    }
    const budget = { unit: 'ms', budgetOf: 'ours' }
    yield line({ bench, name: 'first paint, 200 functions', ours: median(paints), budget: 1000, ...budget })
    for (const [name, times] of Object.entries(answers))
      yield line({ bench, name: `${name}, 200 functions`, ours: median(times), budget: 100, ...budget })
  } finally {
    await browser.close()
  }
}

/** From the event to the frame that shows its answer. */
const ACTS = {
  search: () =>
    new Promise((done) => {
      const input = document.querySelector('input[type=search]')
      const began = performance.now()
      input.value = 'domain007'
      input.dispatchEvent(new Event('input', { bubbles: true }))
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))
    }),
  select: () =>
    new Promise((done) => {
      const node = document.querySelectorAll('g.node.f')[42]
      const began = performance.now()
      node.dispatchEvent(new MouseEvent('click', { bubbles: true }))
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))
    }),
  filter: () =>
    new Promise((done) => {
      const button = document.querySelector('button.filter')
      const began = performance.now()
      button.click()
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))
    }),
}
