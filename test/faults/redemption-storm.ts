import { encryptCode } from '../../src/emulator/state/encrypted-codes.js';
import type { EmulatorControl } from '../support/emulator-control.js';
import { isOpen, outcomesOf, runStorm, type StormItem, type StormOptions } from './storm.js';

/** The effects of a storm of redemptions, according to the emulator's ledger and to the responses. Each list must be empty. */
export interface RedemptionStormReport {
  readonly codes: number;
  readonly kills: number;
  /** Number of redeemed codes. */
  readonly redeemed: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly redeemedTwice: readonly string[];
  readonly twoSuccesses: readonly string[];
  readonly successWithoutEffect: readonly string[];
  readonly refusalWithoutEffect: readonly string[];
  /** Redeemed codes that every till was refused. */
  readonly effectWithoutOwner: readonly string[];
}

interface Item extends StormItem {
  readonly code: string;
}

const TILLS = 2;
const CARD = 'pDEMO-groupon-0001';
const CONSUME = '/card/code/consume';

const MUTATION = `mutation ($input: RedeemCodeInput!) {
  outcome: redeemCode(input: $input) { codeValue cardId replayed userErrors { code } }
}`;

/** Runs a storm in which two tills redeem each code, each with its own key. Every other code is encrypted. */
export function runRedemptionStorm(options: Omit<StormOptions, 'mutations'> & { readonly codes: number }) {
  return runStorm<Item, RedemptionStormReport>(
    { ...options, mutations: options.codes * TILLS },
    async ({ control }) => {
      const codes = Array.from({ length: options.codes }, (_, n) => `STORM-${n}`);
      // Each holder has one code, so that no redemption meets the limit of its holder.
      for (const code of codes) await control.addCode({ card_id: CARD, openid: `o${code}`, code });
      return codes.flatMap((code, n) =>
        Array.from({ length: TILLS }, (_, till) => {
          const named = n % 2 === 0 ? { code } : { encryptedCode: encryptCode('wxdemo', code) };
          return { code, query: MUTATION, input: { ...named, idempotencyKey: `${code}-till-${till}` } };
        }),
      );
    },
    report,
  );
}

async function report(items: readonly Item[], control: EmulatorControl, kills: number): Promise<RedemptionStormReport> {
  const { recent } = await control.ledger();
  const effects = new Map<string, number>();
  for (const { path, request, committed } of recent) {
    const code = String(request.code);
    if (path === CONSUME && committed) effects.set(code, (effects.get(code) ?? 0) + 1);
  }
  const codes = [...new Set(items.map(({ code }) => code))];
  const tillsOf = (code: string) => items.filter((item) => item.code === code);
  const isSuccess = ({ outcome }: Item) => outcome === 'success';
  return {
    codes: codes.length,
    kills,
    redeemed: effects.size,
    outcomes: outcomesOf(items),
    redeemedTwice: codes.filter((code) => (effects.get(code) ?? 0) > 1),
    twoSuccesses: codes.filter((code) => tillsOf(code).filter(isSuccess).length > 1),
    successWithoutEffect: codes.filter((code) => !effects.has(code) && tillsOf(code).some(isSuccess)),
    refusalWithoutEffect: codes.filter(
      (code) => !effects.has(code) && tillsOf(code).some(({ outcome }) => outcome === 'CODE_ALREADY_REDEEMED'),
    ),
    effectWithoutOwner: codes.filter(
      (code) => effects.has(code) && !tillsOf(code).some((item) => isSuccess(item) || isOpen(item)),
    ),
  };
}
