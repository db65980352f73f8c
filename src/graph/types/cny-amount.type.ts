import { Directive, ObjectType } from 'type-graphql';
import { safeInt } from '../../platform/wire.js';
import { NonNull } from './field.decorators.js';
import { SafeInt } from './scalars.js';

@Directive('@shareable')
@ObjectType({ simpleResolvers: true, description: 'An amount of Chinese yuan.' })
export class CnyAmount {
  @NonNull(() => SafeInt, 'The amount in fen (1/100 yuan).')
  readonly fen: number;

  constructor(fen: number) {
    this.fen = fen;
  }

  /** Converts a number of fen from the wire. Returns null if it is not a safe integer. */
  static from(fen: unknown): CnyAmount | null {
    const amount = safeInt(fen);
    return amount === null ? null : new CnyAmount(amount);
  }

  @NonNull(() => String, 'The amount in yuan as text, always with two decimals, such as `12.50`.')
  get yuan(): string {
    const fen = Math.abs(this.fen).toString().padStart(3, '0');
    return `${this.fen < 0 ? '-' : ''}${fen.slice(0, -2)}.${fen.slice(-2)}`;
  }
}
