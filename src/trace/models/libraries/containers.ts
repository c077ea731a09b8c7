/**
 * Containers that inject dependencies. They are followed as they work: what is registered under a token is made when it is
 * asked for, with what its constructor's parameters ask for, by `@inject` or by their written types.
 * Sources: the READMEs of tsyringe 4, inversify 6 and 7, typedi and awilix; NestJS documentation, "Custom providers" and
 * "Injection scopes".
 */
import type { LibraryModel } from '../types.js'
import { awilix } from './injection/awilix.js'
import { inversify } from './injection/inversify.js'
import { nest, nestConfig } from './injection/nest.js'
import { tsyringe } from './injection/tsyringe.js'
import { typedi } from './injection/typedi.js'

export const containers: readonly LibraryModel[] = [
  { packages: ['tsyringe'], stub: tsyringe },
  { packages: ['inversify', 'inversify-binding-decorators'], stub: inversify, otherwise: 'inert' },
  { packages: ['typedi'], stub: typedi },
  { packages: ['awilix'], stub: awilix },
  {
    packages: ['@nestjs/core', '@nestjs/common', '@nestjs/graphql', '@nestjs/cqrs', '@nestjs/microservices', '@nestjs/websockets'],
    stub: nest,
    otherwise: 'inert',
  },
  { packages: ['@nestjs/config'], stub: nestConfig },
  { packages: ['@nestjs/*', 'reflect-metadata'], otherwise: 'inert' },
]
