import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import { CardActivationLink } from '../card/activation-link.resolver.js';
import { CardArticleHtml } from '../card/article-html.resolver.js';
import { CardMutations } from '../card/card.mutations.js';
import {
  CardConnectionFields,
  CardEdgeFields,
  CardQueries,
  MemberMessageOperationFields,
  RedeemGiftFields,
} from '../card/card.resolver.js';
import { CardColorQueries } from '../card/card-colors.resolver.js';
import { CardSearchQueries } from '../card/card-search.resolver.js';
import { CardCreationQueries } from '../card/create/card-creation.resolver.js';
import { CardCreationMutations } from '../card/create/create-card.mutations.js';
import { SignCardMutations } from '../card/hand-out/sign-card.mutations.js';
import { CellMutations, SetPayCellPayloadFields, SetSelfRedeemCellPayloadFields } from '../cell/cell.mutations.js';
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
import { RedeemCodeMutations, RedeemCodePayloadFields } from '../code/redeem-code.mutations.js';
import { DepositCodesPayloadFields, DepositMutations } from '../deposit/deposit.mutations.js';
import { CardDepositedCodeCount, DepositQueries } from '../deposit/deposit.resolver.js';
import { CardEventFields, CodeEventFields, EventQueries } from '../event/event.resolver.js';
import { EventSubscriptions } from '../event/event.subscription.js';
import { validateArguments } from '../input/validation.js';
import { LandingPageMutations } from '../landing-page/landing-page.mutations.js';
import { MediaMutations } from '../media/media.mutations.js';
import {
  ActivationFormMutations,
  SetMemberActivationFormPayloadFields,
} from '../member/activation/activation-form.mutations.js';
import { MemberActivationQueries } from '../member/activation/member-activation.resolver.js';
import { ActivateMemberPayloadFields, MemberMutations, UpdateMemberPayloadFields } from '../member/member.mutations.js';
import { CodeMember, MemberInfoFields, MemberQueries } from '../member/member.resolver.js';
import { AddPayGiftRulePayloadFields, PayGiftRuleMutations } from '../pay-gift-rule/pay-gift-rule.mutations.js';
import { PayGiftRuleQueries, PayGiftRuleTermsFields } from '../pay-gift-rule/pay-gift-rule.resolver.js';
import type { DeclaredBy, None, RootFieldName } from '../policies/root-fields.js';
import { QrCodeMutations } from '../qr-code/qr-code.mutations.js';
import {
  CardStatsField,
  CouponStatsRowFields,
  MemberCardDetailStatsRowFields,
  StatsQueries,
} from '../stats/stats.resolver.js';
import { TestWhitelistMutations } from '../test-whitelist/test-whitelist.mutations.js';
import {
  CheckInBoardingPassPayloadFields,
  TicketMutations,
  UpdateMeetingTicketPayloadFields,
  UpdateMovieTicketPayloadFields,
} from '../ticket/ticket.mutations.js';
import { CardgraphViewerFields, ViewerQueries } from '../viewer/viewer.resolver.js';
import { clientSdl } from './client-sdl.js';
import { SubgraphQueries } from './entity.resolver.js';
import { describeRootTypes } from './root-types.js';
import { publishSdl, type SdlOptions, sdlOf } from './sdl.js';

/** Classes whose methods are the root fields, each with a row in `ROOT_FIELDS`. A resolver that is not listed here is not in the schema. */
export const ROOT_RESOLVERS = {
  Query: [
    CardQueries,
    CardCreationQueries,
    CardColorQueries,
    CodeQueries,
    DepositQueries,
    MemberQueries,
    MemberActivationQueries,
    PayGiftRuleQueries,
    StatsQueries,
    CardSearchQueries,
    EventQueries,
    ViewerQueries,
    SubgraphQueries,
  ],
  Mutation: [
    CardMutations,
    CardCreationMutations,
    MediaMutations,
    TestWhitelistMutations,
    CodeMutations,
    DepositMutations,
    SignCardMutations,
    QrCodeMutations,
    LandingPageMutations,
    MemberMutations,
    RedeemCodeMutations,
    ActivationFormMutations,
    CellMutations,
    TicketMutations,
    PayGiftRuleMutations,
  ],
  Subscription: [EventSubscriptions],
} as const;

type Declared = DeclaredBy<typeof ROOT_RESOLVERS>;
/** Fails to compile while a root field has no row in `ROOT_FIELDS`. */
export type WithoutRow = None<Exclude<Declared, RootFieldName>>;
/** Fails to compile while a row of `ROOT_FIELDS` has no root field. */
export type WithoutField = None<Exclude<RootFieldName, Declared>>;

/** Classes whose methods are fields of other types that do more than read a property. */
const FIELD_RESOLVERS = [
  CardActivationLink,
  CardArticleHtml,
  CardConnectionFields,
  CardEdgeFields,
  RedeemGiftFields,
  MemberMessageOperationFields,
  CodeCheckFields,
  CodeConnectionFields,
  CodeEdgeFields,
  CodeFields,
  CodeWalletFields,
  WechatUserFields,
  UpdateCodePayloadFields,
  RedeemCodePayloadFields,
  SetCodeUnavailablePayloadFields,
  CardDepositedCodeCount,
  DepositCodesPayloadFields,
  MemberInfoFields,
  CodeMember,
  ActivateMemberPayloadFields,
  UpdateMemberPayloadFields,
  SetMemberActivationFormPayloadFields,
  SetPayCellPayloadFields,
  SetSelfRedeemCellPayloadFields,
  UpdateMovieTicketPayloadFields,
  UpdateMeetingTicketPayloadFields,
  CheckInBoardingPassPayloadFields,
  AddPayGiftRulePayloadFields,
  PayGiftRuleTermsFields,
  CardStatsField,
  CouponStatsRowFields,
  MemberCardDetailStatsRowFields,
  CardEventFields,
  CodeEventFields,
  CardgraphViewerFields,
];

/** type-graphql requires one for every subscription, even if the subscription has a source of events itself. */
const NO_PUB_SUB: PubSub = {
  publish() {},
  subscribe() {
    throw new Error('Subscriptions have their own source');
  },
};

/** Builds the executable schema, a federation subgraph. */
export function createSchema(options: SdlOptions = { requiresScopes: false }): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      ...ROOT_RESOLVERS.Query,
      ...ROOT_RESOLVERS.Mutation,
      ...ROOT_RESOLVERS.Subscription,
      ...FIELD_RESOLVERS,
    ],
    pubSub: NO_PUB_SUB,
    validateFn: validateArguments,
  });
  describeRootTypes(schema);
  publishSdl(schema, options);
  return schema;
}

/** Returns the text of schema/schema.graphql, which `_service` returns as well. */
export function printedSchema(options?: SdlOptions): string {
  return sdlOf(createSchema(options));
}

/** Returns the text of schema/client.graphql, for tools without support for federation. */
export function printedClientSchema(): string {
  return clientSdl(printedSchema());
}
