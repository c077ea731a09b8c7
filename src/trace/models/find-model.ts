/** The model of a package: the most particular row that names it, a person's own before ours. */
import type { LibraryModel } from './types.js'

export type FindModel = (specifier: string) => LibraryModel | null

export function modelFinder(tables: readonly (readonly LibraryModel[])[]): FindModel {
  const exact = new Map<string, LibraryModel>()
  const prefixes: { readonly prefix: string; readonly model: LibraryModel }[] = []
  for (const table of tables) {
    for (const model of table) {
      for (const name of model.packages) {
        if (name.endsWith('*')) prefixes.push({ prefix: name.slice(0, -1), model })
        else if (!exact.has(name)) exact.set(name, model)
      }
    }
  }
  prefixes.sort((a, b) => b.prefix.length - a.prefix.length)
  return (specifier) => {
    const bare = specifier.replace(/\/$/, '')
    return exact.get(bare) ?? exact.get(bare.replace(/\.js$/, '')) ?? prefixes.find(({ prefix }) => bare.startsWith(prefix))?.model ?? null
  }
}
