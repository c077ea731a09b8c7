/** `$.detail.bucket.name` → its steps; `$.a[0]`, `$.a[*]` and `$['a']` too. */
export function jsonPath(written: string): readonly string[] {
  return (written.replace(/^\$/, '').match(/[^.[\]]+/g) ?? []).map((step) => step.replace(/^['"]|['"]$/g, ''))
}
