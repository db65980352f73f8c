import { formatDay, formatNumber } from '../format.js';
import type { CardQuery } from '../generated/operations.js';
import { words } from '../words/words.js';

type CardValidity = NonNullable<NonNullable<CardQuery['card']>['validity']>;

/** The validity of a card, in one line. */
export function Validity({ validity }: { validity: CardValidity | null }) {
  if (validity === null) return <>–</>;
  const { card } = words();
  const { type, beginsAt, endsAt, startsAfterDays, termDays } = validity;
  if (type === 'PERMANENT') return <>{card.permanent}</>;
  if (type === 'FIXED_TERM' && termDays !== null) {
    const days = formatNumber(termDays);
    return <>{startsAfterDays ? card.laterTerm(formatNumber(startsAfterDays), days) : card.term(days)}</>;
  }
  if (beginsAt === null || endsAt === null) return <>–</>;
  return (
    <>
      {formatDay(beginsAt)} – {formatDay(endsAt)}
    </>
  );
}
