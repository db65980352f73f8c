import { instant, int } from '../../platform/wire.js';
import { CnyAmount } from '../types/cny-amount.type.js';

/** Reads the first-level fields of an event, which are texts. An absent and an empty field read alike. */
export class EventFields {
  /** All fields. If one is repeated, its first value. */
  readonly all: Readonly<Record<string, string>>;

  private constructor(all: Readonly<Record<string, string>>) {
    this.all = all;
  }

  /** @param body as the log returned it: a list of names and values */
  static parse(body: string): EventFields {
    const entries = JSON.parse(body) as readonly (readonly [name: string, value: string])[];
    // The last of several equal names is the one that remains.
    return new EventFields(Object.fromEntries([...entries].reverse()));
  }

  text(name: string): string | null {
    return (Object.hasOwn(this.all, name) && this.all[name]) || null;
  }

  /** The platform sends `1`, `true` or `TRUE`. */
  isSet(name: string): boolean {
    return /^(?:1|true)$/i.test(this.text(name) ?? '');
  }

  int(name: string): number | null {
    return int(this.text(name));
  }

  fen(name: string): CnyAmount | null {
    return CnyAmount.from(this.text(name));
  }

  instant(name: string): Date | null {
    return instant(this.text(name));
  }

  /** The channel of the QR code or page through which the user came: `OuterStr`, or the older number `OuterId`. */
  channel(): string | null {
    const id = this.text('OuterId');
    return this.text('OuterStr') ?? (id === '0' ? null : id);
  }
}
