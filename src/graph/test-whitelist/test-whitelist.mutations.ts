import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Platform } from '../../platform/client.js';
import { testwhitelist, WHITELIST_MAX_PEOPLE } from '../../platform/endpoints/testwhitelist.js';
import { OPENID_MAX_UTF8_BYTES } from '../../platform/endpoints/user.js';
import { int, texts } from '../../platform/wire.js';
import type { SafeWrite } from '../../safety/safe-writes.js';
import type { TestWhitelist } from '../../safety/test-whitelist.js';
import type { Context } from '../context.js';
import { IsIdentifier, leaveToResolver } from '../input/validation.js';
import { IdempotencyKey, MutationPayload } from '../mutation/mutation-payload.js';
import { inputErrors, type NotCommitted, perform } from '../mutation/perform-write.js';
import { CardUserError } from '../mutation/user-error.js';
import { NonNull, Nullable, PersonalData } from '../types/field.decorators.js';

/** Maximum UTF-8 bytes of a WeChat id. Not documented for this call; ids have at most 20 characters. */
const USERNAME_BYTES = 64;

@InputType({
  description: 'The input of `setTestWhitelist`: both lists together have at most ten entries, all distinct.',
})
export class SetTestWhitelistInput {
  @Field(() => [ID], { description: 'The openids of the users.' })
  @IsIdentifier(OPENID_MAX_UTF8_BYTES, { each: true })
  openids!: string[];

  @Field(() => [String], { description: 'The WeChat ids of the users, at most 64 bytes each.' })
  @IsIdentifier(USERNAME_BYTES, { each: true })
  usernames!: string[];

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The result of `setTestWhitelist`.' })
export class SetTestWhitelistPayload extends MutationPayload {
  @Nullable(
    () => Int,
    'Number of people on the list now. Null if the change was not committed, or the platform did not return it.',
  )
  readonly size: number | null;

  @PersonalData()
  @NonNull(
    () => [ID],
    'The openids of the input that are on the list now. Users who are unknown to the platform are missing.',
  )
  readonly openids: readonly string[];

  @PersonalData()
  @NonNull(
    () => [String],
    'The WeChat ids of the input that are on the list now. Users who are unknown to the platform are missing.',
  )
  readonly usernames: readonly string[];

  constructor({ size = null, openids = [], usernames = [], ...outcome }: Partial<SetTestWhitelistPayload>) {
    super(outcome);
    this.size = size;
    this.openids = openids;
    this.usernames = usernames;
  }
}

const INPUT = { validateFn: leaveToResolver, description: 'The users who can claim cards under review.' };

@Resolver()
export class TestWhitelistMutations {
  @Mutation(() => SetTestWhitelistPayload, {
    nullable: true,
    description:
      'Sets who can claim cards that are under review, at most ten people. Replaces both lists, and no call reads them back. Calls ' +
      '`testwhitelist/set`.',
  })
  async setTestWhitelist(
    @Arg('input', () => SetTestWhitelistInput, INPUT) input: SetTestWhitelistInput,
    @Ctx() { platform, writes }: Context,
  ): Promise<SetTestWhitelistPayload> {
    const { openids, usernames } = input;
    const errors = problemsIn(input);
    if (errors.length > 0) return new SetTestWhitelistPayload({ userErrors: errors });
    const { committed, stopped } = await perform(writes, whitelistChangeOf(input, platform, writes.testWhitelist));
    if (stopped) return new SetTestWhitelistPayload(stopped);
    const { result, replayed } = committed;
    return new SetTestWhitelistPayload({
      size: result.size,
      openids: result.openids.flatMap((index) => openids[index] ?? []),
      usernames: result.usernames.flatMap((index) => usernames[index] ?? []),
      replayed,
    });
  }
}

/** Returns the problems of the input. The total comes first: of a longer list, the entries are not checked. */
function problemsIn(input: SetTestWhitelistInput): CardUserError[] {
  const { openids, usernames } = input;
  const people = openids.length + usernames.length;
  if (people > WHITELIST_MAX_PEOPLE) {
    const message = `expected at most ${WHITELIST_MAX_PEOPLE} entries in openids and usernames together, got ${people}`;
    return [new CardUserError('TOO_MANY_ITEMS', message)];
  }
  return [...inputErrors(input), ...repetitionsIn('openids', openids), ...repetitionsIn('usernames', usernames)];
}

function repetitionsIn(field: string, list: readonly string[]): CardUserError[] {
  return list.flatMap((value, index) => {
    const first = list.indexOf(value);
    if (first === index) return [];
    const message = `expected distinct entries, got entry ${first + 1} again as entry ${index + 1}`;
    return [new CardUserError('INVALID_INPUT', message, [field])];
  });
}

/** The people on the list, as positions in the lists of the input: the record of the write must not hold personal data. */
interface Accepted {
  readonly size: number | null;
  readonly openids: readonly number[];
  readonly usernames: readonly number[];
}

function whitelistChangeOf(
  input: SetTestWhitelistInput,
  platform: Platform,
  known: TestWhitelist,
): SafeWrite<null, Accepted, Partial<NotCommitted>> {
  const { openids, usernames } = input;
  const positions = (accepted: readonly string[], list: readonly string[]) =>
    [...list.keys()].filter((index) => accepted.includes(list[index] ?? ''));
  return {
    mutation: 'setTestWhitelist',
    input,
    endpoint: testwhitelist.set,
    prepare: async () => ({ before: null }),
    invalidate: async () => undefined,
    async send(_before, sending) {
      const answer = await platform.call(testwhitelist.set, { openid: openids, username: usernames }, sending);
      const accepted = {
        size: int(answer.white_list_size),
        openids: positions(texts(answer.success_openid), openids),
        usernames: positions(texts(answer.success_username), usernames),
      };
      const size = accepted.size ?? accepted.openids.length + accepted.usernames.length;
      const listed = accepted.openids.flatMap((index) => openids[index] ?? []);
      await known.replace(size, listed);
      return accepted;
    },
  };
}
