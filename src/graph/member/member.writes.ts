import { createHash } from 'node:crypto';
import type { Account, Platform } from '../../platform/client.js';
import {
  type MembercardActivateRequest,
  type MembercardUpdateuserRequest,
  membership,
} from '../../platform/endpoints/membership.js';
import { unusable } from '../../platform/envelope.js';
import { int, text } from '../../platform/wire.js';
import type { SafeWrite } from '../../safety/safe-writes.js';
import type { Loaders } from '../context.js';
import { evictAfter } from '../mutation/evict-after.js';
import { type NotCommitted, readFirst } from '../mutation/perform-write.js';
import { recordSeal } from '../mutation/record-seal.js';
import { CardUserError } from '../mutation/user-error.js';
import { unixSeconds } from '../types/scalars.js';
import { readMember } from './member.loader.js';
import type { ActivateMemberInput, UpdateMemberInput } from './member.payload.js';
import type { MemberInfo } from './member.type.js';

type Stop = Partial<NotCommitted>;

/** "The member was changed too often": the platform takes the same change a minute later. */
const TOO_FREQUENT = 45061;

/** The facts that the changes of one member share. They wait for each other, because their read-backs compare totals. */
function changeOf(mutation: 'activateMember' | 'updateMember', input: ActivateMemberInput | UpdateMemberInput) {
  const { cardId, code } = input;
  // Hashed: names of locks are stored, and a code lets any reader act as the member.
  const hash = createHash('sha256').update(code).digest('base64url');
  return { mutation, input, lock: `member:${cardId}:${hash}`, temporary: [TOO_FREQUENT] };
}

/** Whether the member was certainly not active. Null for an activation that did not read it. */
interface BeforeActivation {
  readonly inactive: true | null;
}

export function activationOf(
  input: ActivateMemberInput,
  platform: Platform,
  loaders: Loaders,
): SafeWrite<BeforeActivation, true, Stop> {
  const { cardId, code, overwrite } = input;
  const read = () => readMember(platform, { card_id: cardId, code }, { fresh: true });
  const setsTotals = input.initialPoints != null || input.initialBalanceFen != null;
  return {
    ...changeOf('activateMember', input),
    endpoint: { path: membership.activate.path, effect: setsTotals ? 'once' : 'write' },
    order: 'checked',
    async prepare() {
      if (overwrite) return { before: { inactive: null } };
      const first = await readFirst(read());
      if (first.userErrors) return { stop: first };
      const { activated } = first.value;
      if (activated === false) return { before: { inactive: true } };
      const problem = activated
        ? 'the member card is already active'
        : 'the platform does not report that the member card is not active yet';
      const message = `${problem}. To replace its data, set overwrite to true`;
      return { stop: { userErrors: [new CardUserError('MEMBER_ALREADY_ACTIVE', message, ['code'])] } };
    },
    invalidate: () => evictAfter('activateMember', input, platform, loaders),
    async send(_before, sending) {
      await platform.call(membership.activate, activateRequest(input), sending);
      return true;
    },
    // A member that may have been active before shows the effect only if the read returns every sent value.
    async readBack({ inactive }) {
      const now = await read();
      return isActivatedAs(now, input) && (inactive || isVisible(now, input)) ? true : undefined;
    },
    // A late repetition would replace what the member earned since the first call, or the data of another activation.
    async mayRepeat() {
      if (overwrite && !setsTotals) return true;
      return (await read()).activated === false;
    },
  };
}

function activateRequest(input: ActivateMemberInput): MembercardActivateRequest {
  return withoutNulls<MembercardActivateRequest>({
    code: input.code,
    card_id: input.cardId,
    membership_number: input.membershipNumber,
    init_bonus: input.initialPoints,
    init_bonus_record: input.initialPointsRecord,
    init_balance: input.initialBalanceFen,
    init_custom_field_value1: input.customFieldValue1,
    init_custom_field_value2: input.customFieldValue2,
    init_custom_field_value3: input.customFieldValue3,
    activate_begin_time: input.beginsAt && unixSeconds(input.beginsAt),
    activate_end_time: input.endsAt && unixSeconds(input.endsAt),
    background_pic_url: input.backgroundPicUrl,
  });
}

/** Returns whether a member is active with every sent value that userinfo/get returns. */
function isActivatedAs(
  member: MemberInfo,
  { membershipNumber, initialPoints, initialBalanceFen }: ActivateMemberInput,
) {
  const { points, balanceFen } = totalsOf(member);
  return (
    member.activated === true &&
    member.membershipNumber === membershipNumber &&
    (initialPoints == null || points === initialPoints) &&
    // Not returned for a card without stored value.
    (initialBalanceFen == null || balanceFen === null || balanceFen === initialBalanceFen)
  );
}

/** Returns whether the member as read shows every sent value. */
function isVisible(member: MemberInfo, input: ActivateMemberInput): boolean {
  const { customFieldValue1, customFieldValue2, customFieldValue3, beginsAt, endsAt, backgroundPicUrl } = input;
  const unseen = [customFieldValue1, customFieldValue2, customFieldValue3, beginsAt, endsAt, backgroundPicUrl];
  const hidesBalance = input.initialBalanceFen != null && totalsOf(member).balanceFen === null;
  return !hidesBalance && unseen.every((value) => value == null);
}

/** A member's totals. Each is null if it is not known. */
interface Totals {
  readonly points: number | null;
  /** The platform may report decimals. */
  readonly balanceFen: number | null;
}

const UNKNOWN: Totals = { points: null, balanceFen: null };

/** The totals before and after the change are stored sealed, because they are personal data. */
interface MemberChange extends SafeWrite<string | null, string, Stop> {
  /** The openid in the response of this request: not part of the stored result, because it is personal data. */
  readonly openid: string | undefined;
  /** Opens the result. The totals are unknown if it was sealed with another secret of the account. */
  totalsIn(result: string): Totals;
}

export function memberChangeOf(
  input: UpdateMemberInput,
  account: Account,
  platform: Platform,
  loaders: Loaders,
): MemberChange {
  const { cardId, code, addPoints, addBalanceFen } = input;
  const isDifference = addPoints != null || addBalanceFen != null;
  const isReadable = isDifference || setsOnlyTotals(input);
  const seal = recordSeal('updateMember', input.idempotencyKey, account);
  const close = (totals: Totals) => seal.close(JSON.stringify(totals));
  const open = (sealed: string | null): Totals | null => {
    const opened = sealed === null ? undefined : seal.open(sealed);
    return opened === undefined ? null : JSON.parse(opened);
  };
  let openid: string | undefined;
  const read = async () => {
    const member = await readMember(platform, { card_id: cardId, code }, { fresh: true });
    openid = member.holder?.openid;
    return totalsOf(member);
  };
  const common = {
    get openid() {
      return openid;
    },
    totalsIn: (result: string) => open(result) ?? UNKNOWN,
  };
  return Object.assign(common, {
    ...changeOf('updateMember', input),
    endpoint: { path: membership.updateuser.path, effect: isDifference ? 'once' : 'write' },
    order: 'checked',
    async prepare() {
      if (!isDifference) return { before: null };
      const first = await readFirst(read());
      return first.userErrors ? { stop: first } : { before: close(first.value) };
    },
    invalidate: () => evictAfter('updateMember', input, platform, loaders),
    async send(_before, sending) {
      const answer = await platform.call(membership.updateuser, updateRequest(input), sending);
      openid = text(answer.openid) || undefined;
      const result = { points: int(answer.result_bonus), balanceFen: fenOf(answer.result_balance) };
      // A response with none of the three is not that of membercard/updateuser: a read shows whether the totals changed.
      const isEmpty = result.points === null && result.balanceFen === null && openid === undefined;
      if (isEmpty && isReadable) throw unusable(membership.updateuser.path, 'result_bonus');
      return close(result);
    },
    ...(isReadable ? { readBack } : {}),
    // Totals may be set again while no other change was sent since: they would erase it. A difference may be sent again only while it
    // certainly had no effect.
    async mayRepeat(sealed) {
      const before = open(sealed);
      return !isDifference || (before !== null && isUnchanged(await read(), before, input));
    },
  } satisfies SafeWrite<string | null, string, Stop>);

  async function readBack(before: string | null): Promise<string | undefined> {
    const now = await read();
    return showsEffect(now, open(before), input) ? close(now) : undefined;
  }
}

function updateRequest(input: UpdateMemberInput): MembercardUpdateuserRequest {
  const { points, balance, customField1, customField2, customField3 } = input.notify;
  return withoutNulls<MembercardUpdateuserRequest>({
    code: input.code,
    card_id: input.cardId,
    bonus: input.setPoints,
    add_bonus: input.addPoints,
    record_bonus: input.pointsRecord,
    balance: input.setBalanceFen,
    add_balance: input.addBalanceFen,
    record_balance: input.balanceRecord,
    custom_field_value1: input.customFieldValue1,
    custom_field_value2: input.customFieldValue2,
    custom_field_value3: input.customFieldValue3,
    background_pic_url: input.backgroundPicUrl,
    notify_optional: {
      is_notify_bonus: points,
      is_notify_balance: balance,
      is_notify_custom_field1: customField1,
      is_notify_custom_field2: customField2,
      is_notify_custom_field3: customField3,
    },
  });
}

/** Returns whether an input sets a total and nothing that no read shows. */
function setsOnlyTotals(input: UpdateMemberInput): boolean {
  const { setPoints, setBalanceFen, customFieldValue1, customFieldValue2, customFieldValue3, backgroundPicUrl } = input;
  const unseen = [customFieldValue1, customFieldValue2, customFieldValue3, backgroundPicUrl];
  return (setPoints != null || setBalanceFen != null) && unseen.every((value) => value == null);
}

/** Returns whether every sent total and every sum of a difference shows. */
function showsEffect(now: Totals, before: Totals | null, input: UpdateMemberInput): boolean {
  const { setPoints, addPoints, setBalanceFen, addBalanceFen } = input;
  return (
    shows(now.points, setPoints, addPoints, before?.points) &&
    shows(now.balanceFen, setBalanceFen, addBalanceFen, before?.balanceFen)
  );
}

type Sent = number | null | undefined;

function shows(now: number | null, set: Sent, add: Sent, before: Sent): boolean {
  if (set != null) return now === set;
  if (add != null) return now !== null && before != null && hundredths(now) === hundredths(before + add);
  return true;
}

/** Rounds away the error of adding decimals. */
const hundredths = (total: number) => Math.round(total * 100);

/** Returns whether every total that gets a difference is certainly the same as before. */
function isUnchanged(now: Totals, before: Totals, { addPoints, addBalanceFen }: UpdateMemberInput): boolean {
  const same = (add: Sent, one: number | null, other: number | null) => add == null || (one !== null && one === other);
  return same(addPoints, now.points, before.points) && same(addBalanceFen, now.balanceFen, before.balanceFen);
}

function totalsOf(member: MemberInfo): Totals {
  return { points: member.points, balanceFen: fenOf(member.balance) };
}

/** Returns a stored value in fen, which the platform sends as a number or as text. Returns null for anything else. */
function fenOf(balance: unknown): number | null {
  const fen = typeof balance === 'string' && balance.trim() !== '' ? Number(balance) : balance;
  return typeof fen === 'number' && Math.abs(fen) <= MAX_FEN ? fen : null;
}

/** Hundredths of larger numbers are not exact. */
const MAX_FEN = Number.MAX_SAFE_INTEGER / 100;

/** Omits the fields that are null or undefined. */
function withoutNulls<Request extends object>(
  fields: {
    readonly [Name in keyof Request]: Request[Name] | null;
  },
): Request {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as Request;
}
