import { ObjectType } from 'type-graphql';
import { NonNull, Nullable } from '../types/field.decorators.js';

@ObjectType({
  simpleResolvers: true,
  description:
    'Where users fill in the activation form of a member card. A web page opens `url`. A mini program opens the activation component of the ' +
    "platform, with the three other fields as `encrypt_card_id`, `outer_str` and `biz`: they are the decoded parts of the URL's query.",
})
export class MemberActivationLink {
  @NonNull(() => String, 'The URL exactly as the platform sends it. Opens only in WeChat.')
  readonly url: string;

  @Nullable(() => String, 'The encrypted id of the card. Platform: `encrypt_card_id`.')
  readonly encryptedCardId: string | null;

  @Nullable(() => String, 'The channel of the argument. Null if there is none. Platform: `outer_str`.')
  readonly channel: string | null;

  @Nullable(() => String, "The account in the platform's encoding, including the `=` at its end. Platform: `biz`.")
  readonly biz: string | null;

  /** @param url may contain a doubled `&`, a fragment and percent-encoded `=` (observed) */
  constructor(url: string) {
    const query = URL.canParse(url) ? new URL(url).searchParams : undefined;
    const part = (name: string) => query?.get(name) || null;
    this.url = url;
    this.encryptedCardId = asBase64(part('encrypt_card_id'));
    this.channel = part('outer_str');
    this.biz = asBase64(part('biz'));
  }
}

/** Restores `+`, which URL parsers decode to a space if it is not percent-encoded. Base64 has no spaces. */
function asBase64(part: string | null): string | null {
  return part?.replaceAll(' ', '+') ?? null;
}
