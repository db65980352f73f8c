import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from 'type-graphql';
import type { Context, Loaders } from '../../context.js';
import { code } from '../../platform/endpoints/code.js';
import { nullIfNotFound } from '../../platform/errors.js';
import { CardUserError } from '../user-error.js';
import { leaveToResolver } from '../validation.js';
import { inputErrors, write } from '../write.js';
import { codeRequest, readCode } from './code.loader.js';
import {
  SetCodeUnavailableInput,
  SetCodeUnavailablePayload,
  UpdateCodeInput,
  UpdateCodePayload,
} from './code.payload.js';
import { Code, referencedCode } from './code.type.js';

const INPUT = { validateFn: leaveToResolver };

/** "Invalid code": of the old one, or of the new one because it is in use. */
const INVALID_CODE = 40116;

@Resolver()
export class CodeMutations {
  @Mutation(() => UpdateCodePayload, {
    nullable: true,
    description: 'Gives an issued custom code a new value. One call: code/update.',
  })
  async updateCode(
    @Arg('input', () => UpdateCodeInput, INPUT) input: UpdateCodeInput,
    @Ctx() { platform, loaders }: Context,
  ): Promise<UpdateCodePayload> {
    const { code: oldCode, newCode, cardId } = input;
    const errors = inputErrors(input);
    if (errors.length === 0 && newCode === oldCode) {
      errors.push(
        new CardUserError('INVALID_INPUT', 'expected another code than the one it has, got the same', ['newCode']),
      );
    }
    if (errors.length > 0) return new UpdateCodePayload(input, { userErrors: errors });
    const updated = await write(platform, code.update, { code: oldCode, card_id: cardId, new_code: newCode });
    forget(loaders);
    if (updated.userErrors === undefined) return new UpdateCodePayload(input, {});
    const [refused] = updated.userErrors;
    if (refused?.errcode !== INVALID_CODE) return new UpdateCodePayload(input, updated);
    const taken = await nullIfNotFound(readCode(platform, codeRequest({ code: newCode, cardId }, false))).catch(
      () => null,
    );
    const named =
      taken === null ? refused.named('CODE_NOT_FOUND', ['code']) : refused.named('CODE_ALREADY_EXISTS', ['newCode']);
    return new UpdateCodePayload(input, { userErrors: [named] });
  }

  @Mutation(() => SetCodeUnavailablePayload, {
    nullable: true,
    description: 'Makes an issued code unavailable. Irreversible. One call: code/unavailable.',
  })
  async setCodeUnavailable(
    @Arg('input', () => SetCodeUnavailableInput, INPUT) input: SetCodeUnavailableInput,
    @Ctx() { platform, loaders }: Context,
  ): Promise<SetCodeUnavailablePayload> {
    const { code: codeValue, cardId, reason } = input;
    const errors = inputErrors(input);
    if (errors.length > 0) return new SetCodeUnavailablePayload(input, { userErrors: errors });
    const set = await write(platform, code.unavailable, {
      code: codeValue,
      ...(cardId == null ? {} : { card_id: cardId }),
      ...(reason ? { reason } : {}),
    });
    forget(loaders);
    return new SetCodeUnavailablePayload(input, set.userErrors ? set : {});
  }
}

/**
 * What a code changes shows under several keys: with its card and without, in its holder's wallet, in the member behind
 * it. Mutations of one request run one after the other, and each answers what holds after it.
 */
function forget({ code, wallet, member }: Loaders): void {
  for (const loader of [code, wallet, member]) loader.clearAll();
}

@Resolver(() => UpdateCodePayload)
export class UpdateCodePayloadFields {
  @FieldResolver(() => Code, { nullable: true, description: 'The code under its new value; null when refused.' })
  code(@Root() payload: UpdateCodePayload, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    if (payload.userErrors.length > 0) return null;
    return referencedCode(payload.cardId, payload.newCode, context, info);
  }
}

@Resolver(() => SetCodeUnavailablePayload)
export class SetCodeUnavailablePayloadFields {
  @FieldResolver(() => Code, { nullable: true, description: 'The code; null when refused.' })
  code(@Root() payload: SetCodeUnavailablePayload, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    if (payload.userErrors.length > 0) return null;
    if (payload.cardId !== null) return referencedCode(payload.cardId, payload.codeValue, context, info);
    return context.loaders.code.load({ code: payload.codeValue });
  }
}
