/** What holds of every whole app, in every layout: its roles allow what was found, packing changes nothing, and runs agree. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Generated, generate } from '../src/generate/index.js'
import { generatedSchema } from '../src/generate/schema.js'

const APPS = [
  ...readdirSync(join(import.meta.dirname, 'apps')).map((name) => join(import.meta.dirname, 'apps', name)),
  join(import.meta.dirname, '../examples/items-api'),
]
const LAYOUTS = ['per-function', 'as-declared', 'five-roles'] as const

async function answerOf(app: string, layout: (typeof LAYOUTS)[number]): Promise<Generated> {
  const made = await generate({ inputs: [app], layout, parameters: new Map(), account: null, region: null, from: null })
  if (!made.ok) throw new Error(made.error[0]?.message)
  return made.value.generated
}

/** What policies of elsewhere say is not known: no proof can speak of a role that keeps some. */
function keepsPolicies({ functions, roles }: Generated, subject: string): boolean {
  const role = roles[subject] ?? roles[functions[subject]?.role ?? '']
  return (role?.managedPolicyArns.length ?? 0) > 0
}

const cases = APPS.flatMap((app) => LAYOUTS.map((layout) => ({ app, layout, name: `${app.split('/').at(-1)} in the layout ${layout}` })))

test.each(cases)('$name', async ({ app, layout }) => {
  const generated = await answerOf(app, layout)
  expect(generatedSchema.safeParse(JSON.parse(JSON.stringify(generated))).error).toBeUndefined()
  // Five roles are shared on purpose, so that packing is not what makes them wider.
  for (const claim of ['needed-in-generated', ...(layout === 'five-roles' ? [] : ['packed-equals-unpacked'])]) {
    const proofs = generated.proofs.filter((proof) => proof.claim === claim)
    expect(proofs.length).toBeGreaterThan(0)
    expect(proofs.filter(({ verdict, subject }) => verdict !== 'proved' && !keepsPolicies(generated, subject))).toEqual([])
    expect(proofs.filter(({ verdict }) => verdict === 'refuted')).toEqual([])
  }
  // Whoever needs something has a role that is there.
  for (const { role, grants } of [...Object.values(generated.functions), ...Object.values(generated.principals)])
    if (grants.length > 0) expect(Object.keys(generated.roles)).toContain(role)
  expect(JSON.stringify(await answerOf(app, layout))).toBe(JSON.stringify(generated))
})
