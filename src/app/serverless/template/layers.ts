/** `layers` of the service → layer versions. Source: Serverless Framework documentation, "AWS Lambda Layers". */
import { member } from '../../document/node.js'
import { layerId } from '../names.js'
import { resource } from '../nodes.js'
import { isCall, type Service } from '../service.js'
import type { Made } from './made.js'

export function makeLayers(service: Service): Made['resources'] {
  const written = service.section('layers')
  if (written?.kind !== 'map' || isCall(written)) return []
  return [...written.entries].map(([key, layer]) => [
    layerId(key),
    // Before it is packaged, a layer's content is a path.
    resource(written.keys.get(key) ?? layer.at, 'AWS::Lambda::LayerVersion', {
      LayerName: member(layer, 'name') ?? key,
      Content: member(layer, 'path'),
    }),
  ])
}
