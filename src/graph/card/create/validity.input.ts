import { InputType, Int } from 'type-graphql';
import { DateTime } from '../../types/scalars.js';
import { Creates, CreatesGroup } from './creation-field.decorators.js';

@InputType({ description: 'Validity from one point in time to another.' })
export class NewFixedRange {
  @Creates(() => DateTime, 'baseInfo.validity.fixedRange.beginsAt', { presence: 'required' })
  beginsAt!: Date;

  @Creates(() => DateTime, 'baseInfo.validity.fixedRange.endsAt', {
    presence: 'required',
    hint: 'Must be in the future and after `beginsAt`.',
  })
  endsAt!: Date;
}

@InputType({ description: 'Validity for a number of days after the card is claimed.' })
export class NewFixedTerm {
  @Creates(() => Int, 'baseInfo.validity.fixedTerm.termDays', { presence: 'required' })
  termDays!: number;

  @Creates(() => Int, 'baseInfo.validity.fixedTerm.startsAfterDays', { presence: { defaultValue: 0 } })
  startsAfterDays!: number;

  @CreatesGroup(
    () => DateTime,
    'Moment after which no card is valid, whenever it was claimed. Must be in the future. Platform: `end_timestamp`.',
  )
  endsAt?: Date | null;
}

@InputType({
  description:
    'When a new card can be used: exactly one of `fixedRange`, `fixedTerm` and `permanent: true`. `permanent: false` ' +
    'counts as absent.',
})
export class NewValidity {
  @CreatesGroup(() => NewFixedRange, 'Validity from one point in time to another.')
  fixedRange?: NewFixedRange | null;

  @CreatesGroup(() => NewFixedTerm, 'Validity for a number of days after the card is claimed.')
  fixedTerm?: NewFixedTerm | null;

  @CreatesGroup(() => Boolean, 'Whether the card is valid without end. Only for `MEMBER_CARD`.')
  permanent?: boolean | null;
}
