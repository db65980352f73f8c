import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.js';
import { leaveToResolver } from '../input/validation.js';
import { inputErrors, perform } from '../mutation/perform-write.js';
import { CardUserError } from '../mutation/user-error.js';
import {
  SetCodeUnavailableInput,
  SetCodeUnavailablePayload,
  UpdateCodeInput,
  UpdateCodePayload,
} from './code.payload.js';
import { referencedCode } from './code.reference.js';
import { Code } from './code.type.js';
import { codeChangeOf, findCode, unavailabilityOf } from './code.writes.js';

const INPUT = { validateFn: leaveToResolver, description: 'The code and its change.' };

/** "Invalid code": the old code is unknown, or the new one is in use. */
const INVALID_CODE = 40116;

/** "No permission for custom codes". */
const NO_CUSTOM_CODES = 43009;

const PLATFORM_CODES =
  'only custom codes can be changed. This card has platform codes, or the account has no permission for custom codes';

@Resolver()
export class CodeMutations {
  @Mutation(() => UpdateCodePayload, {
    nullable: true,
    description: 'Changes the value of an issued custom code. Calls `code/update`.',
  })
  async updateCode(
    @Arg('input', () => UpdateCodeInput, INPUT) input: UpdateCodeInput,
    @Ctx() { platform, loaders, writes }: Context,
  ): Promise<UpdateCodePayload> {
    const { code: oldCode, newCode, cardId } = input;
    const errors = inputErrors(input);
    if (errors.length === 0 && newCode === oldCode) {
      errors.push(new CardUserError('INVALID_INPUT', 'newCode must differ from code', ['newCode']));
    }
    if (errors.length > 0) return new UpdateCodePayload(input, { userErrors: errors });
    const { committed, stopped } = await perform(writes, codeChangeOf(input, platform, loaders));
    if (stopped === undefined) return new UpdateCodePayload(input, { replayed: committed.replayed });
    const [refused] = stopped.userErrors ?? [];
    if (refused?.errcode === NO_CUSTOM_CODES) {
      return new UpdateCodePayload(input, { ...stopped, userErrors: [refused.explained(PLATFORM_CODES, ['cardId'])] });
    }
    if (refused?.errcode !== INVALID_CODE) return new UpdateCodePayload(input, stopped);
    const taken = await findCode(platform, { code: newCode, cardId }).catch(() => null);
    const named =
      taken === null ? refused.named('CODE_NOT_FOUND', ['code']) : refused.named('CODE_ALREADY_EXISTS', ['newCode']);
    return new UpdateCodePayload(input, { ...stopped, userErrors: [named] });
  }

  @Mutation(() => SetCodeUnavailablePayload, {
    nullable: true,
    description: 'Makes an issued code unavailable. Irreversible. Calls `code/unavailable`.',
  })
  async setCodeUnavailable(
    @Arg('input', () => SetCodeUnavailableInput, INPUT) input: SetCodeUnavailableInput,
    @Ctx() { platform, loaders, writes }: Context,
  ): Promise<SetCodeUnavailablePayload> {
    const errors = inputErrors(input);
    if (errors.length > 0) return new SetCodeUnavailablePayload(input, { userErrors: errors });
    const { committed, stopped } = await perform(writes, unavailabilityOf(input, platform, loaders));
    return new SetCodeUnavailablePayload(input, stopped ?? { replayed: committed.replayed });
  }
}

@Resolver(() => UpdateCodePayload)
export class UpdateCodePayloadFields {
  @FieldResolver(() => Code, {
    nullable: true,
    description:
      'The code with its new value. Null if the change was not committed. Calls `code/get` if the selection needs more than the keys.',
  })
  code(@Root() payload: UpdateCodePayload, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    if (payload.userErrors.length > 0) return null;
    return referencedCode(payload.cardId, payload.newCode, context, info);
  }
}

@Resolver(() => SetCodeUnavailablePayload)
export class SetCodeUnavailablePayloadFields {
  @FieldResolver(() => Code, {
    nullable: true,
    description:
      'The code after the change. Null if the change was not committed. Calls `code/get` if the selection needs more than the keys, or without `cardId`.',
  })
  code(@Root() payload: SetCodeUnavailablePayload, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    if (payload.userErrors.length > 0) return null;
    if (payload.cardId !== null) return referencedCode(payload.cardId, payload.codeValue, context, info);
    return context.loaders.code.load({ code: payload.codeValue });
  }
}
