import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql';
import { CardMutations } from '../card/card.mutations.js';
import {
  CardConnectionFields,
  CardEdgeFields,
  CardQueries,
  ConsumeShareCardFields,
  MemberMessageOperationFields,
} from '../card/card.resolver.js';
import { CodeMutations, SetCodeUnavailablePayloadFields, UpdateCodePayloadFields } from '../code/code.mutations.js';
import {
  CodeCheckFields,
  CodeConnectionFields,
  CodeEdgeFields,
  CodeFields,
  CodeQueries,
  CodeWalletFields,
  WechatUserFields,
} from '../code/code.resolver.js';
import { validateArguments } from '../input/validation.js';
import { CodeMember, MemberInfoFields, MemberQueries } from '../member/member.resolver.js';
import {
  AddPayGiftRulePayloadFields,
  PayGiftRuleTermsFields,
  RuleQueries,
} from '../pay-gift-rule/pay-gift-rule.resolver.js';
import {
  CardStatsField,
  CouponStatsRowFields,
  MemberCardDetailStatsRowFields,
  StatsQueries,
} from '../stats/stats.resolver.js';
import { SubgraphQueries } from './entity.resolver.js';
import { describeRootTypes } from './root-types.js';
import { publishSdl, type SdlOptions, sdlOf } from './sdl.js';

/** Everything that answers a field by more than reading a property. A resolver that is not here is not in the schema. */
const RESOLVERS: NonEmptyArray<new () => object> = [
  CardQueries,
  CardMutations,
  CardConnectionFields,
  CardEdgeFields,
  ConsumeShareCardFields,
  MemberMessageOperationFields,
  CodeQueries,
  CodeMutations,
  CodeCheckFields,
  CodeConnectionFields,
  CodeEdgeFields,
  CodeFields,
  CodeWalletFields,
  WechatUserFields,
  UpdateCodePayloadFields,
  SetCodeUnavailablePayloadFields,
  MemberQueries,
  MemberInfoFields,
  CodeMember,
  RuleQueries,
  AddPayGiftRulePayloadFields,
  PayGiftRuleTermsFields,
  StatsQueries,
  CardStatsField,
  CouponStatsRowFields,
  MemberCardDetailStatsRowFields,
  SubgraphQueries,
];

/** The executable schema, a federation subgraph. */
export function createSchema(options: SdlOptions = { requiresScopes: false }): GraphQLSchema {
  const schema = buildSchemaSync({ resolvers: RESOLVERS, validateFn: validateArguments });
  describeRootTypes(schema);
  publishSdl(schema, options);
  return schema;
}

/** The schema as schema/schema.graphql holds it: what `_service` answers. */
export function printedSchema(options?: SdlOptions): string {
  return sdlOf(createSchema(options));
}
