/** What the catalog knows of a template's types, SAM's own included. */
import { type CfnTypeFacts, cfnType, samType } from '../catalog/index.js'

/** The CloudFormation type that a resource is deployed as: SAM's types become others. */
export const deployedType = (type: string): string => samType(type) ?? type

/** Null where the catalog has none. */
export const typeFacts = (type: string): CfnTypeFacts | null => cfnType(type)

/** The property that sets a resource's name. */
export const nameProperty = (type: string): string | null => cfnType(type)?.nameProperty ?? null
