import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import { OPENID_MAX_UTF8_BYTES } from '../../platform/endpoints/user.js';
import { CARD_ID_BYTES } from '../card/card.type.js';
import { PageInfo, type PageRequest } from '../fetching/paging.js';
import { IsIdentifier } from '../input/validation.js';
import { CardUserError } from '../mutation/user-error.js';
import { NonNull, PersonalData } from '../types/field.decorators.js';
import type { CodeKey } from './code.loader.js';
import { CODE_BYTES, type Code } from './code.type.js';
import { IsEncryptedCode } from './encrypted-code.js';

@ArgsType()
export class CodeArgs {
  @Field(() => String, { description: 'The code, at most 64 bytes.' })
  @IsIdentifier(CODE_BYTES)
  code!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The `card_id` of its card. Required for custom codes: without it, the platform does not find them.',
  })
  @IsIdentifier(CARD_ID_BYTES)
  cardId?: string | null;
}

@ArgsType()
export class DecryptedCodeArgs {
  @Field(() => String, {
    description:
      'The encrypted code from `wx.chooseCard`, `wx.addCard` or a link on the card. It is percent-decoded once; a `+` is kept. At most 128 bytes after that.',
  })
  @IsEncryptedCode()
  encryptedCode!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The `card_id` of its card. Required for custom codes: without it, the platform does not find them.',
  })
  @IsIdentifier(CARD_ID_BYTES)
  cardId?: string | null;
}

@ArgsType()
export class WechatUserArgs {
  @Field(() => ID, { description: 'The openid of the user, at most 64 bytes.' })
  @IsIdentifier(OPENID_MAX_UTF8_BYTES)
  openid!: string;
}

@ArgsType()
export class WalletArgs {
  @Field(() => ID, { nullable: true, description: 'Only codes of this card. If omitted, codes of all cards.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The result of `codeCheck`.' })
export class CodeCheck {
  @NonNull(() => Boolean, 'Whether the code can be redeemed now: true if `userErrors` is empty.')
  readonly redeemable: boolean;

  @NonNull(
    () => [CardUserError],
    'Why the code cannot be redeemed, with the codes and messages of `redeemCode`: `CODE_NOT_REDEEMABLE`, `CODE_ALREADY_REDEEMED` or `WRONG_CARD_TYPE` for an existing code, `CODE_NOT_FOUND` for an invalid one. The platform checks the redeem limit of the holder only in `redeemCode`.',
  )
  readonly userErrors: readonly CardUserError[];

  /** The requested code, and the code that was found. */
  readonly key: CodeKey;
  readonly found: Code | null;

  constructor(key: CodeKey, found: Code | null, userErrors: readonly CardUserError[]) {
    this.key = key;
    this.found = found;
    this.redeemable = userErrors.length === 0;
    this.userErrors = userErrors;
  }
}

@ObjectType({ simpleResolvers: true, description: 'A code in a wallet, with its cursor.' })
export class CodeEdge {
  @PersonalData()
  @NonNull(() => String, 'The code. Set even if `node` is null.')
  readonly code: string;

  @NonNull(() => ID, 'The `card_id` of its card. Set even if `node` is null.')
  readonly cardId: string;

  readonly #page: PageRequest;
  readonly #index: number;

  constructor(page: PageRequest, index: number, code: string, cardId: string) {
    this.#page = page;
    this.#index = index;
    this.code = code;
    this.cardId = cardId;
  }

  @NonNull(() => String, 'Cursor of this code: pass it as `after` to continue after it.')
  get cursor(): string {
    return this.#page.cursor(this.#index);
  }
}

@ObjectType({ simpleResolvers: true, description: 'A page of the codes in a wallet.' })
export class CodeConnection {
  @NonNull(() => [CodeEdge], 'The codes of this page with their cursors.')
  readonly edges: CodeEdge[];

  @NonNull(() => PageInfo, 'Position of the page in the list.')
  readonly pageInfo: PageInfo;

  @NonNull(() => Int, 'Number of codes in the wallet.')
  readonly totalCount: number;

  /** @param all all codes of the wallet. The page is a slice of them */
  constructor(page: PageRequest, all: CodeWallet['keys']) {
    const keys = all.slice(page.start, page.start + page.first);
    this.edges = keys.map(({ code, cardId }, index) => new CodeEdge(page, index, code, cardId));
    this.pageInfo = new PageInfo(page, keys.length, all.length);
    this.totalCount = all.length;
  }
}

@ObjectType({
  simpleResolvers: true,
  description:
    'The codes of this account that a user holds. Includes codes of every status except those given away or deleted.',
})
export class CodeWallet {
  @NonNull(() => Boolean, "Whether the wallet contains a friends' voucher. Platform: `has_share_card`.")
  readonly hasFriendVoucher: boolean;

  /** The name of the wallet in cursors, and its codes in the platform's order. */
  readonly name: readonly unknown[];
  readonly keys: readonly { readonly code: string; readonly cardId: string }[];

  constructor(name: readonly unknown[], hasFriendVoucher: boolean, keys: CodeWallet['keys']) {
    this.name = name;
    this.hasFriendVoucher = hasFriendVoucher;
    this.keys = keys;
  }
}
