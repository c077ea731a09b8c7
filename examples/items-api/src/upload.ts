import { putFile, uploadLink } from './files/store'
import { jsonBody } from './http/request'
import { badRequest, json, route } from './http/respond'

/** Files up to this size may come inside the request; larger ones get a link. */
const DIRECT_BYTES = 256 * 1024

export const handler = route(async (event) => {
  const { name, contentType = 'application/octet-stream', content } = jsonBody(event)
  if (typeof name !== 'string' || !/^[\w.-]+$/.test(name)) throw badRequest('`name` must be a plain file name')
  if (typeof contentType !== 'string') throw badRequest('`contentType` must be a text')

  if (typeof content === 'string') {
    const body = Buffer.from(content, 'base64')
    if (body.byteLength > DIRECT_BYTES) throw badRequest(`The file has more than ${DIRECT_BYTES} bytes: ask for a link instead`)
    await putFile(name, body, contentType)
    return json(201, { name, size: body.byteLength })
  }
  return json(200, { name, uploadTo: await uploadLink(name, contentType) })
})
