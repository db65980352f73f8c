import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from 'type-graphql';
import { cells } from '../../platform/endpoints/cells.js';
import { cardAfter } from '../card/card.reference.js';
import { Card } from '../card/card.type.js';
import type { Context } from '../context.js';
import { leaveToResolver } from '../input/validation.js';
import { evictAfter } from '../mutation/evict-after.js';
import { inputErrors, perform } from '../mutation/perform-write.js';
import { type Explanation, explained, sendAgain } from '../mutation/refusal-explanations.js';
import {
  SetPayCellInput,
  SetPayCellPayload,
  SetSelfRedeemCellInput,
  SetSelfRedeemCellPayload,
} from './cell.payload.js';

const CARD_ID = ['cardId'];

const EXCLUDED: Explanation = {
  message:
    'a card has only one of the pay cell, the self-redemption cell and the button in the middle. Disable the other cell, or clear center ' +
    'with updateCard',
  field: ['enabled'],
};

const COMMON: Readonly<Record<number, Explanation>> = {
  40073: { message: 'the account has no card with this id: check the id and the account', field: CARD_ID },
  40078: { message: "the card's status does not allow a cell: a deleted card cannot be changed", field: CARD_ID },
  40107: {
    message: 'the card must be approved and have a shop: wait for its review, or set locationIds',
    field: CARD_ID,
  },
  40145: EXCLUDED,
  43008: {
    message: 'the account has no WeChat Pay. Enable it on the merchant platform, then send the same again',
    field: null,
  },
  43017: {
    message: 'the card has no shop. Set locationIds or useAllLocations with updateCard, then send the same again',
    field: CARD_ID,
  },
  45046: EXCLUDED,
};

const RULES =
  'The card must have a shop, otherwise the error is `LOCATION_REQUIRED`. A card has only one of this cell, the other one and the button ' +
  'in the middle (`center`), otherwise the error is `CONFLICTING_FIELDS`. No call reads the setting back.';

@Resolver()
export class CellMutations {
  @Mutation(() => SetPayCellPayload, {
    nullable: true,
    description:
      'Shows or hides the cell with which holders pay a bill in the shop. It is not the setting `quickPay` of the card. ' +
      `${RULES} Calls \`paycell/set\`.`,
  })
  async setPayCell(
    @Arg('input', () => SetPayCellInput, {
      validateFn: leaveToResolver,
      description: 'The card and the state of its cell.',
    })
    input: SetPayCellInput,
    @Ctx() { platform, loaders, writes }: Context,
  ): Promise<SetPayCellPayload> {
    const userErrors = inputErrors(input);
    if (userErrors.length > 0) return new SetPayCellPayload(input, { userErrors });
    const { committed, stopped } = await perform(writes, {
      mutation: 'setPayCell',
      input,
      endpoint: cells.paycellSet,
      prepare: async () => ({ before: null }),
      invalidate: () => evictAfter('setPayCell', input, platform, loaders),
      async send(_before, sending) {
        await platform.call(cells.paycellSet, { card_id: input.cardId, is_open: input.enabled }, sending);
        return true;
      },
    });
    if (stopped === undefined) return new SetPayCellPayload(input, { replayed: committed.replayed });
    return new SetPayCellPayload(input, explained(stopped, { unknown: sendAgain('the cell'), byErrcode: COMMON }));
  }

  @Mutation(() => SetSelfRedeemCellPayload, {
    nullable: true,
    description: `Shows or hides the cell with which holders redeem a code themselves. ${RULES} Calls \`selfconsumecell/set\`.`,
  })
  async setSelfRedeemCell(
    @Arg('input', () => SetSelfRedeemCellInput, {
      validateFn: leaveToResolver,
      description: 'The card and the state of its cell.',
    })
    input: SetSelfRedeemCellInput,
    @Ctx() { platform, loaders, writes }: Context,
  ): Promise<SetSelfRedeemCellPayload> {
    const userErrors = inputErrors(input);
    if (userErrors.length > 0) return new SetSelfRedeemCellPayload(input, { userErrors });
    const { committed, stopped } = await perform(writes, {
      mutation: 'setSelfRedeemCell',
      input,
      endpoint: cells.selfconsumecellSet,
      prepare: async () => ({ before: null }),
      invalidate: () => evictAfter('setSelfRedeemCell', input, platform, loaders),
      async send(_before, sending) {
        await platform.call(cells.selfconsumecellSet, input.toWire(), sending);
        return true;
      },
    });
    if (stopped === undefined) return new SetSelfRedeemCellPayload(input, { replayed: committed.replayed });
    const byErrcode = {
      ...COMMON,
      40153: {
        message: "a friends' voucher requires the verification code: set requireVerifyCode to true",
        field: ['requireVerifyCode'],
      },
    };
    return new SetSelfRedeemCellPayload(input, explained(stopped, { unknown: sendAgain('the cell'), byErrcode }));
  }
}

const CARD =
  'The card, which does not show its cells. Null if the change was not committed. Calls `card/get` if the selection needs more than `id`.';

@Resolver(() => SetPayCellPayload)
export class SetPayCellPayloadFields {
  @FieldResolver(() => Card, { nullable: true, description: CARD })
  card(@Root() payload: SetPayCellPayload, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return cardAfter(payload, context, info);
  }
}

@Resolver(() => SetSelfRedeemCellPayload)
export class SetSelfRedeemCellPayloadFields {
  @FieldResolver(() => Card, { nullable: true, description: CARD })
  card(@Root() payload: SetSelfRedeemCellPayload, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return cardAfter(payload, context, info);
  }
}
