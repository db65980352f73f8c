import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import { OPENID_MAX_UTF8_BYTES } from '../../platform/endpoints/user.js';
import { CARD_ID_BYTES } from '../card/card.type.js';
import { PageInfo, type PageRequest } from '../fetching/paging.js';
import { IsIdentifier } from '../input/validation.js';
import { CardUserError } from '../mutation/user-error.js';
import { NonNull, PersonalData } from '../types/field.decorators.js';
import type { CodeKey } from './code.loader.js';
import { CODE_BYTES, type Code } from './code.type.js';

@ArgsType()
export class CodeArgs {
  @Field(() => String, { description: 'The code, at most 64 bytes.' })
  @IsIdentifier(CODE_BYTES)
  code!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Its card. Needed for custom codes: without it the platform does not find them.',
  })
  @IsIdentifier(CARD_ID_BYTES)
  cardId?: string | null;
}

@ArgsType()
export class WechatUserArgs {
  @Field(() => ID, { description: 'The openid, at most 64 bytes.' })
  @IsIdentifier(OPENID_MAX_UTF8_BYTES)
  openid!: string;
}

@ArgsType()
export class WalletArgs {
  @Field(() => ID, { nullable: true, description: 'Only codes of this card.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Whether a code can be redeemed now.' })
export class CodeCheck {
  @NonNull(() => Boolean, 'Whether it can.')
  readonly redeemable: boolean;

  @NonNull(
    () => [CardUserError],
    'Why not: CODE_NOT_REDEEMABLE or CODE_ALREADY_REDEEMED of a known code, CODE_NOT_FOUND for an invalid one.',
  )
  readonly userErrors: readonly CardUserError[];

  /** What was asked for, and what was found. */
  readonly key: CodeKey;
  readonly found: Code | null;

  constructor(key: CodeKey, found: Code | null, userErrors: readonly CardUserError[]) {
    this.key = key;
    this.found = found;
    this.redeemable = userErrors.length === 0;
    this.userErrors = userErrors;
  }
}

@ObjectType({ simpleResolvers: true, description: 'A code in a wallet.' })
export class CodeEdge {
  @PersonalData()
  @NonNull(() => String, 'The code: there also where the node failed.')
  readonly code: string;

  @NonNull(() => ID, 'Its card: there also where the node failed.')
  readonly cardId: string;

  readonly #page: PageRequest;
  readonly #index: number;

  constructor(page: PageRequest, index: number, code: string, cardId: string) {
    this.#page = page;
    this.#index = index;
    this.code = code;
    this.cardId = cardId;
  }

  @NonNull(() => String, 'Pass it as after to continue behind this code.')
  get cursor(): string {
    return this.#page.cursor(this.#index);
  }
}

@ObjectType({ simpleResolvers: true, description: 'A page of the codes in a wallet.' })
export class CodeConnection {
  @NonNull(() => [CodeEdge], 'The codes with their cursors.')
  readonly edges: CodeEdge[];

  @NonNull(() => PageInfo, 'Where the page stands.')
  readonly pageInfo: PageInfo;

  @NonNull(() => Int, 'How many codes the wallet holds.')
  readonly totalCount: number;

  /** @param all the whole wallet; the page is cut from it */
  constructor(page: PageRequest, all: CodeWallet['keys']) {
    const keys = all.slice(page.start, page.start + page.first);
    this.edges = keys.map(({ code, cardId }, index) => new CodeEdge(page, index, code, cardId));
    this.pageInfo = new PageInfo(page, keys.length, all.length);
    this.totalCount = all.length;
  }
}

@ObjectType({
  simpleResolvers: true,
  description: 'What a user holds of this account: codes of every status but none given away or deleted.',
})
export class CodeWallet {
  @NonNull(() => Boolean, "Whether a friend's voucher is there.")
  readonly hasFriendVoucher: boolean;

  /** What names the wallet in cursors, and its codes in the platform's order. */
  readonly name: readonly unknown[];
  readonly keys: readonly { readonly code: string; readonly cardId: string }[];

  constructor(name: readonly unknown[], hasFriendVoucher: boolean, keys: CodeWallet['keys']) {
    this.name = name;
    this.hasFriendVoucher = hasFriendVoucher;
    this.keys = keys;
  }
}
