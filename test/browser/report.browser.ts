import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readPageParts, reportHtml } from '../../dist/report/index.js'
import type { Report } from '../../src/report/index.js'
import { axeSource, type Browser, difference, fontStyle, type Opened, openBrowser, openFile } from './open-page.js'

const scratch = mkdtempSync(join(tmpdir(), 'rolewright-browser-'))
const file = join(scratch, 'report.html')
let browser: Browser
let value: Report

beforeAll(async () => {
  const cli = (args: readonly string[]): string => {
    const run = spawnSync(process.execPath, ['dist/cli/main.js', ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })
    if (run.status !== 0) throw new Error(run.stderr)
    return run.stdout
  }
  cli(['report', 'examples/items-api', '--out', file])
  value = JSON.parse(cli(['report', 'examples/items-api', '--json'])) as Report
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  rmSync(scratch, { recursive: true, force: true })
})

const wide = { width: 1400, scheme: 'light' } as const

async function withPage(
  options: Parameters<typeof openFile>[2],
  look: (opened: Opened) => Promise<void>,
  { fragment = '', of = file }: { readonly fragment?: string; readonly of?: string } = {},
): Promise<void> {
  const opened = await openFile(browser, of, options, fragment)
  try {
    await look(opened)
    expect(opened.heard).toEqual([])
  } finally {
    await opened.close()
  }
}

/** Resources stand by their short names; the ARN is what a pointer that rests there shows. */
const drawnMessage = (message: string): string =>
  message.replaceAll(/`([^`]+)`/g, (_, code: string) => (code === '*' ? code : (value.names[code] ?? code)))

const UNFOLD_FINDINGS = `(async () => {
  for (const group of document.querySelectorAll('.group')) group.open = true
  await new Promise((done) => setTimeout(done, 400))
})()`

/** The address follows a moment later. */
const WAIT = 'new Promise((done) => setTimeout(done, 400))'

describe('what the page shows', () => {
  test('every finding and every function of the JSON', () =>
    withPage(wide, async ({ page }) => {
      await page.evaluate(UNFOLD_FINDINGS)
      const text = await page.evaluate<string>('document.body.textContent')
      expect(await page.locator('.findings > li').count()).toBe(value.generated.findings.length)
      for (const { message } of value.generated.findings) expect(text).toContain(drawnMessage(message))
      for (const id of Object.keys(value.generated.functions)) expect(text).toContain(id)
    }))

  test('the search leaves what has the word, and the address remembers it', () =>
    withPage(wide, async ({ page }) => {
      await page.locator('input[type=search]').fill('DeleteItem')
      expect(await page.locator('.card').count()).toBe(1)
      expect(await page.locator('.card').textContent()).toContain('dynamodb:DeleteItem')
      await page.evaluate(WAIT)
      expect(page.url()).toContain('#q=DeleteItem')
      await page.reload()
      await page.waitForSelector('main')
      expect(await page.locator('.card').count()).toBe(1)
      await page.getByRole('button', { name: 'Show everything' }).click()
      expect(await page.locator('.card').count()).toBe(
        Object.keys(value.generated.functions).length + Object.keys(value.generated.principals).length,
      )
    }))

  test('kinds of findings are switched off and on', () =>
    withPage(wide, async ({ page }) => {
      const warnings = value.generated.findings.filter((it) => it.severity === 'warning').length
      const button = page.getByRole('button', { name: /^Warnings/ })
      await page.evaluate(UNFOLD_FINDINGS)
      await button.click()
      expect(await button.getAttribute('aria-pressed')).toBe('false')
      expect(await page.locator('.findings > li').count()).toBe(value.generated.findings.length - warnings)
      await button.click()
      await page.evaluate(UNFOLD_FINDINGS)
      expect(await page.locator('.findings > li').count()).toBe(value.generated.findings.length)
    }))

  test('what deletes is told in a line, and the others are left out', () =>
    withPage(wide, async ({ page }) => {
      const button = page.locator('.effects').getByRole('button', { name: 'delete', exact: true })
      await button.click()
      expect(await button.getAttribute('aria-pressed')).toBe('true')
      expect(await page.locator('.card').count()).toBe(1)
      const text = await page.locator('.card').textContent()
      for (const said of ['DeleteFunction', 'table/ItemsTable', 'dynamodb:DeleteItem', 'src/items/repository.ts', 'Before and after'])
        expect(text).toContain(said)
      await page.evaluate(WAIT)
      expect(page.url()).toContain('may=Delete')
      await button.click()
      expect(await page.locator('.card').count()).toBeGreaterThan(1)
    }))

  test('a resource that is chosen leaves the functions that reach it, by mouse and by keyboard', () =>
    withPage(wide, async ({ page }) => {
      const table = page.getByRole('button', { name: 'resource table/ItemsTable', exact: true })
      await table.click()
      const isTable = ({ resources }: { readonly resources: readonly string[] }): boolean =>
        resources.some((resource) => value.things[resource] === 'table/ItemsTable')
      const reaching = Object.entries({ ...value.generated.functions, ...value.generated.principals }).filter(
        ([id, { grants }]) => grants.some(isTable) || value.declared[id]?.some(isTable),
      )
      expect(await page.locator('.card').count()).toBe(reaching.length)
      await table.click()
      const first = page.getByRole('button', { name: /^needs access/ }).first()
      await first.focus()
      for (const id of Object.keys(value.generated.functions)) {
        if (id === 'ReportFunction') break
        await page.locator(':focus').press('ArrowDown')
        await page.evaluate(WAIT)
      }
      const fn = page.getByRole('button', { name: 'needs access ReportFunction', exact: true })
      await fn.press('Enter')
      expect(await fn.getAttribute('aria-pressed')).toBe('true')
      expect(await page.locator('.card').count()).toBe(1)
      expect(await page.locator('.card .frame pre .here').count()).toBeGreaterThan(0)
    }))

  test('a link opens a view', () =>
    withPage(wide, async ({ page }) => expect(await page.locator('.card').count()).toBe(1), {
      fragment: `#${new URLSearchParams({ select: 'f:UploadFunction' }).toString()}`,
    }))

  test('a policy is copied whole, and folds open', () =>
    withPage(wide, async ({ page }) => {
      await page.getByRole('button', { name: 'needs access CreateFunction', exact: true }).click()
      await page.locator('.card .inner summary').nth(1).click()
      const copy = page.getByRole('button', { name: /^Copy / }).first()
      await copy.click()
      const copied = await page.evaluate<string>('navigator.clipboard.readText()')
      expect(JSON.parse(copied)).toEqual(value.generated.roles.CreateFunctionRole?.policies[0]?.document)
      await page.locator('.chain details summary').first().click()
      expect(await page.locator('.chain details .frame').first().isVisible()).toBe(true)
    }))
})

const looks = [
  { name: 'wide-light', width: 1400, scheme: 'light' },
  { name: 'wide-dark', width: 1400, scheme: 'dark' },
  { name: 'phone-light', width: 380, scheme: 'light' },
  { name: 'phone-dark', width: 380, scheme: 'dark' },
] as const

const GOLDEN = join(import.meta.dirname, 'golden')
/** Of the pixels; the same letters are drawn a little differently by each version of the browser. */
const TOLERANCE = 0.02

/** A report of its own, so that pictures change with the page alone; one function is unfolded, and what was used. */
const sample = join(scratch, 'sample.html')
const drawn = JSON.parse(readFileSync(join(import.meta.dirname, 'sample-report.json'), 'utf8')) as Report

/** Cards first: what is folded in them is drawn only then. */
const UNFOLD = `(async () => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))
  const cards = [...document.querySelectorAll('.card')].filter((card, i) => i === 0 || card.querySelector('table'))
  for (const card of cards) card.open = true
  await drawn()
  for (const fold of cards.flatMap((card) => [...card.querySelectorAll('details')])) fold.open = true
  await drawn()
})()`

test.each(looks)('$name looks as it did, and everybody can use it', async ({ name, width, scheme }) => {
  writeFileSync(sample, reportHtml(drawn, readPageParts()))
  await withPage(
    { width, scheme, bypassPolicy: true },
    async ({ page }) => {
      await page.evaluate(UNFOLD)
      await page.addStyleTag({ content: fontStyle() })
      await page.addScriptTag({ content: axeSource() })
      const { violations } = await page.evaluate<{
        violations: readonly { readonly id: string; readonly impact: string; readonly nodes: readonly { readonly html: string }[] }[]
      }>('axe.run()')
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      await page.evaluate('document.fonts.ready')
      const picture = await page.screenshot({ fullPage: true })
      const golden = join(GOLDEN, `${name}.png`)
      if (process.env.ROLEWRIGHT_GOLDEN === '1' || !existsSync(golden)) {
        mkdirSync(GOLDEN, { recursive: true })
        writeFileSync(golden, picture)
      }
      const differs = await difference(readFileSync(golden), picture)
      if (differs > TOLERANCE) writeFileSync(join(tmpdir(), `rolewright-${name}.png`), picture)
      expect(differs).toBeLessThanOrEqual(TOLERANCE)
    },
    { of: sample },
  )
})

test('names that try to do harm are shown, and do nothing', async () => {
  const names = [
    '</script><script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"\'`&amp;',
    '\u202eevil\u2066',
    '__proto__',
    `arn:${'x'.repeat(10_000)}`,
  ]
  const [fn] = Object.values(value.generated.functions)
  if (fn === undefined) throw new Error('the example has functions')
  const functions = Object.fromEntries(
    names.map((name) => [name, { ...fn, role: name, grants: fn.grants.map((grant) => ({ ...grant, resources: [name] })) }]),
  )
  const findings = names.map((name) => ({
    code: 'a/b',
    severity: 'error' as const,
    subject: name,
    message: `\`${name}\` ${name}`,
    hint: name,
    at: { file: name, line: 1, column: 1 },
  }))
  const hostile: Report = { ...value, title: names[0] ?? '', generated: { ...value.generated, functions, findings, principals: {} } }
  const path = join(scratch, 'hostile.html')
  writeFileSync(path, reportHtml(hostile, readPageParts()))
  const opened = await openFile(browser, path, { width: 380, scheme: 'light' })
  try {
    const { page } = opened
    expect(await page.locator('.card').count()).toBe(Object.keys(functions).length)
    await page.evaluate(UNFOLD_FINDINGS)
    expect(await page.locator('.findings > li').count()).toBe(names.length)
    expect(await page.locator('main img, main script').count()).toBe(0)
    expect(await page.evaluate<string>('document.body.textContent')).toContain('\\u202eevil\\u2066')
    await page
      .getByRole('button', { name: /<img src=x/ })
      .first()
      .click()
    expect(await page.locator('.card').count()).toBe(1)
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(380)
    expect(opened.heard).toEqual([])
  } finally {
    await opened.close()
  }
})
