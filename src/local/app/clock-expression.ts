/**
 * When a schedule is due next.
 * Source: EventBridge User Guide, "Cron and rate expressions", and EventBridge Scheduler User Guide, "Schedule types".
 */

/** Milliseconds since 1970 of the first time after `now`; null where the expression is none, or never comes. */
export function nextTime(expression: string, now: number): number | null {
  const rate = /^rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)$/.exec(expression)
  if (rate !== null) return now + Number(rate[1]) * (UNITS.get(rate[2] ?? '') ?? 0)
  const at = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression)?.[1]
  if (at !== undefined) {
    const time = Date.parse(`${at}Z`)
    return time > now ? time : null
  }
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/)
  return fields?.length === 6 ? nextCron(fields, now) : null
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
])

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/** Minutes of two years are looked at, a day at a time where the day does not fit. */
function nextCron(fields: readonly string[], now: number): number | null {
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*', year = '*'] = fields
  const minutes = setOf(minute, 0, 59)
  const hours = setOf(hour, 0, 23)
  const start = Math.floor(now / 60_000) * 60_000 + 60_000
  for (let days = 0; days < 800; days++) {
    const date = new Date(start + days * 86_400_000)
    if (!fitsDay(date, day, month, weekday, year)) continue
    const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate())
    for (const h of hours)
      for (const m of minutes) {
        const time = midnight + h * 3_600_000 + m * 60_000
        if (time >= start) return time
      }
  }
  return null
}

function fitsDay(date: Date, day: string, month: string, weekday: string, year: string): boolean {
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  const dayOfMonth = date.getUTCDate()
  if (!setOf(named(month, MONTHS, 1), 1, 12).includes(date.getUTCMonth() + 1)) return false
  if (!setOf(year, 1970, 2199).includes(date.getUTCFullYear())) return false
  if (day !== '?' && day !== '*') {
    if (day === 'L') return dayOfMonth === last
    return setOf(day.replace('W', ''), 1, 31).includes(dayOfMonth)
  }
  if (weekday === '?' || weekday === '*') return true
  const own = date.getUTCDay() + 1
  const nth = /^(\w+)#(\d)$/.exec(weekday)
  if (nth !== null) return setOf(named(nth[1] ?? '', DAYS, 1), 1, 7).includes(own) && Math.ceil(dayOfMonth / 7) === Number(nth[2])
  if (/^\w+L$/.test(weekday)) return setOf(named(weekday.slice(0, -1), DAYS, 1), 1, 7).includes(own) && dayOfMonth > last - 7
  return setOf(named(weekday, DAYS, 1), 1, 7).includes(own)
}

const named = (field: string, names: readonly string[], first: number): string =>
  field.replace(/[A-Za-z]{3}/g, (name) => {
    const at = names.indexOf(name.toUpperCase())
    return at < 0 ? name : String(at + first)
  })

/** Numbers of a field, sorted: lists, ranges, steps. */
function setOf(field: string, low: number, high: number): readonly number[] {
  const found = new Set<number>()
  for (const part of field.split(',')) {
    const [range = '', step] = part.split('/')
    const [from, to] = range === '*' || range === '?' ? [low, high] : range.split('-').map(Number)
    const end = to ?? (step === undefined ? from : high)
    for (let i = from ?? low; i <= (end ?? high); i += Number(step ?? 1) || 1) found.add(i)
  }
  return [...found].sort((a, b) => a - b)
}
