import { downloadLink, readText } from './files/store'
import { pathParameter } from './http/request'
import { notFound, redirect, route } from './http/respond'

export const handler = route(async (event) => {
  const name = pathParameter(event, 'name')
  if (event.queryStringParameters?.inline === undefined) return redirect(await downloadLink(name))

  const text = await readText(name)
  if (text === undefined) throw notFound(`File ${name}`)
  return { statusCode: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text }
})
