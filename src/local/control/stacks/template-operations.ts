/** Templates: handed back, summed up, checked. Source: CloudFormation API Reference, "GetTemplate", "GetTemplateSummary", "ValidateTemplate". */
import { textOf } from '../../input.js'
import { isFault } from '../../reply.js'
import type { Operation, Output } from '../../types.js'
import { isSam, templateOf } from './requests.js'
import type { StackStore } from './store.js'
import { capabilityOf, resourcesOf } from './template.js'
import type { Template } from './types.js'
import { mapOf, textOf as valueText } from './values.js'

export function templateOperations({ findSet, named, world }: StackStore): ReadonlyMap<string, Operation> {
  return new Map<string, Operation>([
    [
      'GetTemplate',
      (call) => {
        const found = textOf(call.input, 'ChangeSetName') === null ? named(call) : findSet(call)
        if (isFault(found)) return found
        const { template } = found.target
        const isProcessed = textOf(call.input, 'TemplateStage') === 'Processed'
        return {
          TemplateBody: isProcessed ? JSON.stringify(template.processed, null, 2) : template.original,
          StagesAvailable: ['Original', 'Processed'],
        }
      },
    ],
    [
      'GetTemplateSummary',
      async (call) => {
        const stack = textOf(call.input, 'StackName') === null ? null : named(call)
        if (isFault(stack)) return stack
        const template = stack === null ? await templateOf(call, null, world) : stack.target.template
        return isFault(template) ? template : summaryOf(template)
      },
    ],
    [
      'ValidateTemplate',
      async (call) => {
        const template = await templateOf(call, null, world)
        if (isFault(template)) return template
        const { ResourceTypes: _, Version: __, ...said } = summaryOf(template)
        return said
      },
    ],
  ])
}

function summaryOf(template: Template): Output {
  const { processed } = template
  const capability = capabilityOf(processed)
  const types = [...new Set([...resourcesOf(processed).values()].map(({ Type }) => String(Type)))].sort()
  return {
    Parameters: Object.entries(mapOf(processed.Parameters)).map(([ParameterKey, it]) => ({
      ParameterKey,
      ...(mapOf(it).Default !== undefined && { DefaultValue: valueText(mapOf(it).Default) }),
      ParameterType: valueText(mapOf(it).Type) ?? 'String',
      NoEcho: String(mapOf(it).NoEcho) === 'true',
      ...(mapOf(it).Description !== undefined && { Description: mapOf(it).Description }),
    })),
    ...(valueText(processed.Description) !== null && { Description: processed.Description }),
    ...(capability !== null && {
      Capabilities: [capability],
      CapabilitiesReason: `The following resource(s) require capabilities: [${types.filter((type) => type.startsWith('AWS::IAM::')).join(', ')}]`,
    }),
    ResourceTypes: types,
    ...(isSam(template) && { DeclaredTransforms: ['AWS::Serverless-2016-10-31'] }),
    Version: '2010-09-09',
  }
}
