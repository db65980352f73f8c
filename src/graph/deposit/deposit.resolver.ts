import { Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { deposit } from '../../platform/endpoints/deposit.js';
import { unusable } from '../../platform/envelope.js';
import { nullIfNotFound } from '../../platform/errors.js';
import { Card } from '../card/card.type.js';
import type { Context } from '../context.js';
import { Internal } from '../types/field.decorators.js';
import { checkCodes } from './code-check.js';
import { CodeDeposit, CodeDepositArgs } from './deposit.payload.js';

@Resolver()
export class DepositQueries {
  // Without its fields, which are internal, the result type would be empty, and a contract that excludes them would not compose.
  @Internal()
  @Query(() => CodeDeposit, {
    nullable: true,
    description:
      'Checks which of 1 to 100 codes are deposited for a card. Null if the card does not exist. Calls `code/checkcode`. Each missing code ' +
      'counts as a code look-up that found nothing.',
  })
  async codeDeposit(
    @Args(() => CodeDepositArgs) { cardId, codes }: CodeDepositArgs,
    @Ctx() { platform }: Context,
  ): Promise<CodeDeposit | null> {
    const checked = await nullIfNotFound(checkCodes(platform, cardId, codes));
    if (checked === null) return null;
    const { deposited, missing } = checked;
    // To report such a code as missing could be wrong.
    if (!codes.every((code) => deposited.has(code) || missing.has(code)))
      throw unusable(deposit.check.path, 'result for a code');
    return new CodeDeposit(
      codes.filter((code) => deposited.has(code)),
      codes.filter((code) => !deposited.has(code)),
    );
  }
}

@Resolver(() => Card)
export class CardDepositedCodeCount {
  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'Number of codes that were deposited so far, claimed ones included. Calls `code/getdepositcount`. Null, without a call, unless ' +
      '`codeMode` is `DEPOSITED`.',
  })
  async depositedCodeCount(@Root() { id, codeMode }: Card, @Ctx() { loaders }: Context): Promise<number | null> {
    return codeMode === 'DEPOSITED' ? loaders.depositedCodeCount.load(id) : null;
  }
}
