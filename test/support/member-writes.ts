import type { EmulatorControl, LedgerCall } from './emulator-control.js';
import type { GraphClient } from './graph-client.js';

/** A member card with points only, and one with stored value. */
export const POINTS_CARD = 'pDEMO-member-card-0001';
export const BALANCE_CARD = 'pDEMO-member-card-0002';

export const USERINFO = '/card/membercard/userinfo/get';
export const ACTIVATE = '/card/membercard/activate';
export const UPDATE = '/card/membercard/updateuser';

const MEMBER = 'member { membershipNumber points balance activated }';
const FIELDS = 'cardId codeValue replayed userErrors { code field message errcode }';
const ACTIVATION = `mutation ($input: ActivateMemberInput!) { activateMember(input: $input) { ${FIELDS} ${MEMBER} } }`;
const CHANGE = `mutation ($input: UpdateMemberInput!) {
  updateMember(input: $input) { ${FIELDS} points balance { fen } holder { openid } }
}`;

// biome-ignore lint/suspicious/noExplicitAny: tests assert on the payloads
type Payload = any;

export async function activate(graph: GraphClient, input: object): Promise<Payload> {
  return (await graph.data(ACTIVATION, { input })).activateMember;
}

export async function change(graph: GraphClient, input: object): Promise<Payload> {
  return (await graph.data(CHANGE, { input })).updateMember;
}

/** Returns the calls of a path in the ledger. */
export async function callsOf(emulator: EmulatorControl, path: string): Promise<readonly LedgerCall[]> {
  return (await emulator.ledger()).recent.filter((call) => call.path === path);
}

/** A member in the emulator's state. */
export interface StoredMember {
  readonly code: string;
  readonly card_id: string;
  readonly membership_number: string;
  readonly bonus: number;
  readonly balance?: number;
  readonly has_active?: boolean;
}

export async function storedMember(emulator: EmulatorControl, code: string, cardId: string): Promise<StoredMember> {
  const { members } = (await emulator.state()) as unknown as { readonly members: readonly StoredMember[] };
  const found = members.find((member) => member.code === code && member.card_id === cardId);
  if (found === undefined) throw new Error(`no member ${code} of ${cardId} in the emulator`);
  return found;
}

/** Another till of the merchant, which calls the platform directly. */
export class ForeignTill {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async open({ url }: EmulatorControl): Promise<ForeignTill> {
    const body = { grant_type: 'client_credential', appid: 'wxdemo', secret: 'demo-secret' };
    const response = await post(`${url}/cgi-bin/stable_token`, body);
    return new ForeignTill(url, String(response.access_token));
  }

  /** Sends a change of a member. Returns the response. */
  update(request: object, timeoutMs?: number): Promise<Readonly<Record<string, unknown>>> {
    return this.#call(UPDATE, request, timeoutMs);
  }

  activate(request: object): Promise<Readonly<Record<string, unknown>>> {
    return this.#call(ACTIVATE, request);
  }

  #call(path: string, request: object, timeoutMs?: number) {
    return post(`${this.#url}${path}?access_token=${this.#token}`, request, timeoutMs);
  }
}

async function post(url: string, body: object, timeoutMs = 5000): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return (await response.json()) as Readonly<Record<string, unknown>>;
}
