/** A real Chromium, a page of it that hears what the report's page says, and a font of our own for pictures. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** What of playwright-core is used here; it is installed by this folder's own package file. */
export interface Locator {
  readonly click: () => Promise<void>
  readonly count: () => Promise<number>
  readonly fill: (text: string) => Promise<void>
  readonly press: (key: string) => Promise<void>
  readonly textContent: () => Promise<string | null>
  readonly getAttribute: (name: string) => Promise<string | null>
  readonly first: () => Locator
  readonly nth: (i: number) => Locator
  readonly locator: (selector: string) => Locator
  readonly getByRole: (role: string, options?: { readonly name?: string | RegExp; readonly exact?: boolean }) => Locator
  readonly focus: () => Promise<void>
  readonly isVisible: () => Promise<boolean>
}
export interface Page {
  readonly goto: (url: string) => Promise<unknown>
  readonly waitForSelector: (selector: string) => Promise<unknown>
  readonly reload: () => Promise<unknown>
  readonly url: () => string
  readonly locator: (selector: string) => Locator
  readonly getByRole: (role: string, options?: { readonly name?: string | RegExp; readonly exact?: boolean }) => Locator
  readonly evaluate: <T>(script: string) => Promise<T>
  readonly screenshot: (options: { readonly fullPage: boolean }) => Promise<Buffer>
  readonly addStyleTag: (tag: { readonly content: string }) => Promise<unknown>
  readonly addScriptTag: (tag: { readonly content: string }) => Promise<unknown>
  readonly on: (
    event: string,
    listener: (what: { readonly text?: () => string; readonly message?: string; readonly url?: () => string }) => void,
  ) => void
}
interface Context {
  readonly newPage: () => Promise<Page>
  readonly close: () => Promise<void>
  readonly setOffline: (offline: boolean) => Promise<void>
}
export interface Browser {
  readonly newContext: (options: Readonly<Record<string, unknown>>) => Promise<Context>
  readonly close: () => Promise<void>
}

const require = createRequire(import.meta.url)
const PLACES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export async function openBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((path) => path !== undefined && existsSync(path))
  if (executablePath === undefined)
    throw new Error('no Chromium: install one (Debian: `apt-get install chromium`), or give its path in CHROMIUM')
  const { chromium } = require('playwright-core') as { readonly chromium: { readonly launch: (options: unknown) => Promise<Browser> } }
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  return chromium.launch({ executablePath, args })
}

export interface Opened {
  readonly page: Page
  /** Console messages, errors, dialogs and requests to a network: there must be none. */
  readonly heard: readonly string[]
  readonly close: () => Promise<void>
}

export interface OpenOptions {
  readonly width: number
  readonly scheme: 'light' | 'dark'
  /** For pictures and added scripts; the page's own policy holds without it. */
  readonly bypassPolicy?: boolean
}

export async function openFile(
  browser: Browser,
  file: string,
  { width, scheme, bypassPolicy = false }: OpenOptions,
  fragment = '',
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    bypassCSP: bypassPolicy,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  await context.setOffline(true)
  const page = await context.newPage()
  const heard: string[] = []
  page.on('console', (message) => heard.push(`console: ${message.text?.() ?? ''}`))
  page.on('pageerror', (error) => heard.push(`error: ${error.message ?? ''}`))
  page.on('dialog', () => heard.push('dialog'))
  page.on('request', (request) => {
    const url = request.url?.() ?? ''
    if (!url.startsWith('file:')) heard.push(`request: ${url}`)
  })
  await page.goto(`file://${file}${fragment}`)
  await page.waitForSelector('main')
  return { page, heard, close: () => context.close() }
}

const font = (name: string, weight: number): string =>
  readFileSync(require.resolve(`@fontsource/${name}/files/${name}-latin-${weight}-normal.woff2`)).toString('base64')

/** The same letters on every machine. */
export function fontStyle(): string {
  const face = (family: string, name: string, weight: number): string =>
    `@font-face{font-family:${family};font-weight:${weight};src:url(data:font/woff2;base64,${font(name, weight)})}`
  return `${face('PictureSans', 'roboto', 400)}${face('PictureSans', 'roboto', 600)}${face('PictureMono', 'roboto-mono', 400)}
:root,input,button{font-family:PictureSans!important}code,pre,.place,pre *{font-family:PictureMono!important}`
}

export const axeSource = (): string => readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** @returns the part of pixels that differ, 0 to 1; 1 where the sizes do */
export async function difference(a: Buffer, b: Buffer): Promise<number> {
  const { PNG } = require('pngjs') as {
    readonly PNG: {
      readonly sync: { readonly read: (png: Buffer) => { readonly width: number; readonly height: number; readonly data: Buffer } }
    }
  }
  const [left, right] = [PNG.sync.read(a), PNG.sync.read(b)]
  if (left.width !== right.width || left.height !== right.height) return 1
  const { default: pixelmatch } = (await import(require.resolve('pixelmatch'))) as {
    readonly default: (a: Buffer, b: Buffer, out: null, width: number, height: number, options: { readonly threshold: number }) => number
  }
  return pixelmatch(left.data, right.data, null, left.width, left.height, { threshold: 0.2 }) / (left.width * left.height)
}
