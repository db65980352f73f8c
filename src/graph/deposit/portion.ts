import type { Platform } from '../../platform/client.js';
import { type CodeDepositAnswer, deposit } from '../../platform/endpoints/deposit.js';
import { unusable } from '../../platform/envelope.js';
import { type Loose, texts } from '../../platform/wire.js';
import { RESPONSE_RESERVE_MS } from '../../safety/in-doubt.js';
import type { SafeWrite, Sending } from '../../safety/safe-write.js';
import type { Loaders } from '../context.js';
import { evictAfter } from '../mutation/evict-after.js';
import type { NotCommitted } from '../mutation/perform-write.js';
import { checkCodes } from './code-check.js';
import type { DepositCodesInput } from './deposit.payload.js';

/** The result for a code: deposited, already deposited, failed. The record of a portion holds one letter per code, and no code. */
export type Fate = 'd' | 'a' | 'f';

/** The write of one portion of the codes. Its result is one `Fate` per code, joined. */
export class Portion {
  readonly codes: readonly string[];
  readonly #input: DepositCodesInput;
  readonly #part: number;
  readonly #platform: Platform;
  readonly #loaders: Loaders;
  /** The results for single codes, also while the portion as a whole has none. */
  readonly #fates = new Map<string, Fate>();
  #hasReadBack = false;
  #wasSent = false;

  /** @param part number of the portion, from 0 */
  constructor(input: DepositCodesInput, part: number, codes: readonly string[], platform: Platform, loaders: Loaders) {
    this.codes = codes;
    this.#input = input;
    this.#part = part;
    this.#platform = platform;
    this.#loaders = loaders;
  }

  /** Whether this request tried to send it. */
  get wasSent(): boolean {
    return this.#wasSent;
  }

  /** Returns the result for each code: undefined if the code must be sent again. */
  fates(): readonly (Fate | undefined)[] {
    return this.codes.map((code) => this.#fates.get(code));
  }

  toWrite(): SafeWrite<null, string, Partial<NotCommitted>> {
    const { cardId } = this.#input;
    return {
      mutation: 'depositCodes',
      input: this.#input,
      part: this.#part,
      endpoint: deposit.add,
      lock: `deposit:${cardId}`,
      prepare: async () => ({ before: null }),
      invalidate: () => evictAfter('depositCodes', this.#input, this.#platform, this.#loaders),
      send: (_before, sending) => this.#send(sending),
      readBack: () => this.#readBack(),
    };
  }

  async #send(sending: Sending): Promise<string> {
    // A retry reads back before it sends. Codes that are there now may have been deposited by the lost attempt.
    const duplicates = this.#hasReadBack ? 'd' : 'a';
    this.#wasSent = true;
    const request = { card_id: this.#input.cardId, code: [...this.codes] };
    this.#addFates(await this.#platform.call(deposit.add, request, sending), duplicates);
    // Without a result for every code, the portion is settled like one whose response was lost.
    return this.#result() ?? Promise.reject(unusable(deposit.add.path, 'result for some of the codes'));
  }

  #addFates(answer: Loose<CodeDepositAnswer>, duplicates: Fate): void {
    for (const code of texts(answer.fail_code)) this.#fates.set(code, 'f');
    for (const code of texts(answer.duplicate_code)) this.#fates.set(code, duplicates);
    for (const code of texts(answer.succ_code)) this.#fates.set(code, 'd');
  }

  async #readBack(): Promise<string | undefined> {
    const timeoutMs = Math.max(1, this.#platform.deadline.leftMs - RESPONSE_RESERVE_MS);
    const options = { fresh: true, isReadBack: true, timeoutMs };
    const { deposited } = await checkCodes(this.#platform, this.#input.cardId, this.codes, options);
    this.#hasReadBack = true;
    for (const code of deposited) if (!this.#fates.has(code)) this.#fates.set(code, 'd');
    return this.#result();
  }

  /** Returns the result if the fate of every code is known. */
  #result(): string | undefined {
    const fates = this.fates();
    return fates.includes(undefined) ? undefined : fates.join('');
  }
}
