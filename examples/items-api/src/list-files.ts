import { listFiles } from './files/store'
import { pageSize } from './http/request'
import { json, route } from './http/respond'

export const handler = route(async (event) => json(200, { files: await listFiles(pageSize(event, 1000)) }))
