import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import type { UserGetcardlistAnswer } from '../../platform/endpoints/user.js';
import { PlatformError } from '../../platform/errors.js';
import { bool, list, record, text } from '../../platform/wire.js';
import { referencedCard } from '../card/card.reference.js';
import { Card } from '../card/card.type.js';
import type { Context } from '../context.js';
import { PageArgs, PageRequest } from '../fetching/paging.js';
import { userErrorFrom } from '../mutation/user-error.js';
import { PersonalData } from '../types/field.decorators.js';
import {
  CodeArgs,
  CodeCheck,
  CodeConnection,
  CodeEdge,
  CodeWallet,
  DecryptedCodeArgs,
  WalletArgs,
  WechatUserArgs,
} from './code.connection.js';
import { type CodeKey, codeRequest, readCode } from './code.loader.js';
import { referencedCode } from './code.reference.js';
import { Code } from './code.type.js';
import { decryptCode } from './encrypted-code.js';
import { explainedRefusal, reasonAgainst } from './redemption-reasons.js';
import { WechatUser } from './wechat-user.type.js';

@Resolver()
export class CodeQueries {
  @Query(() => Code, {
    nullable: true,
    description:
      'A code with its status. Null if the code was never issued, is not claimed yet, or was given away. Calls `code/get`. `cardId` is ' +
      'required for custom codes: without it, the platform does not find them.',
  })
  code(@Args(() => CodeArgs) args: CodeArgs, @Ctx() { loaders }: Context): Promise<Code | null> {
    return loaders.code.load(keyOf(args));
  }

  @Query(() => CodeCheck, {
    nullable: true,
    description: 'Checks whether a code can be redeemed now, and why not. Calls `code/get` with `check_consume`.',
  })
  async codeCheck(@Args(() => CodeArgs) args: CodeArgs, @Ctx() { platform }: Context): Promise<CodeCheck> {
    const key = keyOf(args);
    try {
      const found = await readCode(platform, codeRequest(key, true));
      const reason = reasonAgainst(found);
      return new CodeCheck(key, found, reason === undefined ? [] : [reason]);
    } catch (error) {
      const isReason = error instanceof PlatformError && (error.kind === 'state' || error.kind === 'notFound');
      const reason = isReason ? userErrorFrom(error) : undefined;
      if (reason === undefined) throw error;
      return new CodeCheck(key, null, [
        explainedRefusal(reason, { field: 'code', hasCardId: key.cardId !== undefined }),
      ]);
    }
  }

  @Query(() => Code, {
    nullable: true,
    description:
      'The code behind an encrypted one. Null if it cannot be decrypted or no user holds the code. Calls `code/decrypt`, and then `code/get` ' +
      'unless `cardId` is given and the selection needs only the keys.',
  })
  async decryptedCode(
    @Args(() => DecryptedCodeArgs) { encryptedCode, cardId }: DecryptedCodeArgs,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Code | null> {
    const { code } = await decryptCode(context.platform, encryptedCode);
    if (code === undefined) return null;
    return cardId == null ? context.loaders.code.load({ code }) : referencedCode(cardId, code, context, info);
  }

  @PersonalData()
  @Query(() => WechatUser, {
    nullable: true,
    description: 'A user of this account by openid. Makes no upstream call and does not check that the user exists.',
  })
  wechatUser(@Args(() => WechatUserArgs) { openid }: WechatUserArgs): WechatUser {
    return new WechatUser(openid);
  }
}

@Resolver(() => CodeCheck)
export class CodeCheckFields {
  @FieldResolver(() => Code, {
    nullable: true,
    description:
      'The code. Null if the code is invalid. If it cannot be redeemed, calls `code/get` again for a selection that needs more than the ' +
      'keys.',
  })
  code(@Root() { key, found, userErrors }: CodeCheck, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    if (found !== null) return found;
    if (userErrors.some(({ code }) => code.endsWith('_NOT_FOUND'))) return null;
    if (key.cardId !== undefined) return referencedCode(key.cardId, key.code, context, info);
    return context.loaders.code.load(key);
  }
}

@Resolver(() => WechatUser)
export class WechatUserFields {
  @FieldResolver(() => CodeWallet, {
    nullable: true,
    description: 'The codes that the user holds. Null if `cardId` is unknown. Calls `user/getcardlist`.',
  })
  async wallet(
    @Root() { openid }: WechatUser,
    @Args(() => WalletArgs) { cardId }: WalletArgs,
    @Ctx() { loaders }: Context,
  ): Promise<CodeWallet | null> {
    const answer = await loaders.wallet.load({ openid, cardId: cardId ?? undefined });
    if (answer === null) return null;
    const keys = list(answer.card_list).flatMap((entry) => {
      const { code, card_id } = record<UserGetcardlistAnswer['card_list'][number]>(entry);
      const key = { code: text(code), cardId: text(card_id) };
      return key.code && key.cardId ? [{ code: key.code, cardId: key.cardId }] : [];
    });
    return new CodeWallet(['wallet', openid, cardId ?? null], bool(answer.has_share_card) ?? false, keys);
  }
}

@Resolver(() => CodeWallet)
export class CodeWalletFields {
  @FieldResolver(() => CodeConnection, { description: "The codes in the platform's order. Makes no further call." })
  codes(@Root() { name, keys }: CodeWallet, @Args(() => PageArgs) { first, after }: PageArgs): CodeConnection {
    return new CodeConnection(new PageRequest(name, { first, after: after ?? null }), keys);
  }
}

@Resolver(() => CodeConnection)
export class CodeConnectionFields {
  @FieldResolver(() => [Code], {
    nullable: 'items',
    description:
      'The codes of this page without their cursors. An entry is null if it fails or no longer exists. Calls `code/get` once per entry whose selection needs more than the keys.',
  })
  nodes(@Root() { edges }: CodeConnection, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return edges.map(({ cardId, code }) => referencedCode(cardId, code, context, info));
  }
}

@Resolver(() => CodeEdge)
export class CodeEdgeFields {
  @FieldResolver(() => Code, {
    nullable: true,
    description:
      'The code. Null if it fails or no longer exists. Calls `code/get` if the selection needs more than the keys.',
  })
  node(@Root() { cardId, code }: CodeEdge, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return referencedCode(cardId, code, context, info);
  }
}

@Resolver(() => Code)
export class CodeFields {
  @FieldResolver(() => Card, {
    nullable: true,
    description: 'The card that the code was issued for. Calls `card/get` if the selection needs more than `id`.',
  })
  card(@Root() { cardId }: Code, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return referencedCard(cardId, context, info);
  }
}

function keyOf({ code, cardId }: CodeArgs): CodeKey {
  return { code, cardId: cardId ?? undefined };
}
