import type { ComponentChildren } from 'preact';
import { CopyButton } from '../components/copy-button.js';
import { ErrorNotice } from '../components/error-notice.js';
import { Progress } from '../components/progress.js';
import { QueryActions } from '../components/query-actions.js';
import { StatusBadge } from '../components/status-badge.js';
import { Validity } from '../components/validity.js';
import { formatNumber, formatTime, formatYuan } from '../format.js';
import { CardDocument, type CardQuery } from '../generated/operations.js';
import { useQuery } from '../use-query.js';
import { words } from '../words/words.js';

/** The facts of a card, and its fields as the platform returned them. */
export function Page({ id }: { id: string }) {
  const variables = { id };
  const { data, errors, loading, reload } = useQuery(CardDocument, variables);
  const { card } = words();
  // while another card is being read, `data` is the previous one
  const shown = data?.card?.id === id ? data.card : undefined;
  return (
    <>
      <h1>{shown?.title ?? id}</h1>
      <Progress loading={loading} />
      <ErrorNotice errors={errors} onRetry={reload} />
      {shown !== undefined && <Facts card={shown} />}
      {!loading && errors.length === 0 && shown === undefined && <p>{card.notFound}</p>}
      <QueryActions document={CardDocument} variables={variables} />
    </>
  );
}

function Facts({ card }: { card: NonNullable<CardQuery['card']> }) {
  const { card: names, cardCodeModes, cardTypes } = words();
  const limit = (value: number | null) => (value === null ? null : formatNumber(value));
  const flag = (value: boolean | null) => (value === null ? null : value ? names.yes : names.no);
  const facts: (readonly [name: string, value: ComponentChildren])[] = [
    [names.id, <code key="id">{card.id}</code>],
    [names.brandName, card.brandName],
    [names.subTitle, card.subTitle],
    [names.type, card.type && cardTypes[card.type]],
    [names.status, card.status && <StatusBadge status={card.status} />],
    [names.stock, card.stock && stockText(card.stock)],
    [names.validity, <Validity key="validity" validity={card.validity} />],
    [names.codeMode, card.codeMode && cardCodeModes[card.codeMode]],
    [names.color, card.color],
    [names.notice, card.notice],
    [names.description, card.description],
    [names.servicePhone, card.servicePhone],
    [names.claimLimit, limit(card.claimLimit)],
    [names.redeemLimit, limit(card.redeemLimit)],
    [names.canShare, flag(card.canShare)],
    [names.canGift, flag(card.canGift)],
    [names.createdAt, card.createdAt && formatTime(card.createdAt)],
    [names.updatedAt, card.updatedAt && formatTime(card.updatedAt)],
  ];
  if (card.type === 'CASH' && card.details !== null && 'amountOff' in card.details) {
    const { amountOff, minimumSpend } = card.details;
    facts.push(
      [names.amountOff, amountOff && formatYuan(amountOff.fen)],
      [names.minimumSpend, minimumSpend && formatYuan(minimumSpend.fen)],
    );
  }
  const raw = JSON.stringify(card.raw, null, 2);
  return (
    <>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value || '–'}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>{names.raw}</summary>
        <CopyButton text={() => raw} />
        <pre>{raw}</pre>
      </details>
    </>
  );
}

function stockText({ quantity, totalQuantity }: { quantity: number; totalQuantity: number | null }): string {
  return totalQuantity === null ? formatNumber(quantity) : `${formatNumber(quantity)} / ${formatNumber(totalQuantity)}`;
}
