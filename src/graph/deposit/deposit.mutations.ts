import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from 'type-graphql';
import { referencedCard } from '../card/card.reference.js';
import { Card } from '../card/card.type.js';
import type { Context } from '../context.js';
import { leaveToResolver } from '../input/validation.js';
import { DepositCodesInput, DepositCodesPayload } from './deposit.payload.js';
import { explained, problemsIn } from './deposit.refusals.js';
import { depositInPortions } from './deposit-run.js';

const INPUT = { validateFn: leaveToResolver, description: 'The card and its codes.' };

@Resolver()
export class DepositMutations {
  @Mutation(() => DepositCodesPayload, {
    nullable: true,
    description:
      'Deposits codes of the merchant for an approved card with the `codeMode` `DEPOSITED`. Then raise the stock with `modifyStock`, at most ' +
      'to `depositedCodeCount`. Calls `code/deposit` once per 100 codes, one after another, and `code/checkcode` after a lost response. The ' +
      'first call that fails ends the deposit: its codes and the later ones are in `remaining`, with the reason in `userErrors`. A repeat ' +
      'does no harm; with the same `idempotencyKey` it continues where the first request ended.',
  })
  async depositCodes(
    @Arg('input', () => DepositCodesInput, INPUT) input: DepositCodesInput,
    @Ctx() { platform, loaders, writes }: Context,
  ): Promise<DepositCodesPayload> {
    const problems = problemsIn(input);
    if (problems.length > 0) return new DepositCodesPayload(input, { userErrors: problems });
    const { userErrors, ...outcome } = await depositInPortions(input, writes, platform, loaders);
    return new DepositCodesPayload(input, { ...outcome, userErrors: userErrors.map(explained) });
  }
}

@Resolver(() => DepositCodesPayload)
export class DepositCodesPayloadFields {
  @FieldResolver(() => Card, {
    nullable: true,
    description:
      'The card after the deposit. Null if every code is in `remaining`. Calls `card/get` if the selection needs more than `id`.',
  })
  card(
    @Root() { cardId, codes, remaining }: DepositCodesPayload,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    return remaining.length === codes ? null : referencedCard(cardId, context, info);
  }
}
