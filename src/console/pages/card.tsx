import { type Action, Actions } from '../acting/actions.js';
import { CardEvents } from '../components/card-events.js';
import { CardStatistics, hasStatistics } from '../components/card-statistics.js';
import { CopyButton } from '../components/copy-button.js';
import { ErrorNotice } from '../components/error-notice.js';
import { type Fact, Facts } from '../components/facts.js';
import { LazyDetails } from '../components/lazy-details.js';
import { Picture } from '../components/picture.js';
import { Progress } from '../components/progress.js';
import { QueryActions } from '../components/query-actions.js';
import { StatusBadge } from '../components/status-badge.js';
import { Validity } from '../components/validity.js';
import { formatNumber, formatTime, formatYuan } from '../format.js';
import { CardDocument, type CardQuery } from '../generated/operations.js';
import { can } from '../session.js';
import { useQuery } from '../use-query.js';
import * as en from '../words/en/card-details.js';
import { inLanguage, words } from '../words/words.js';
import * as zh from '../words/zh/card-details.js';

type Card = NonNullable<CardQuery['card']>;
type Details = NonNullable<Card['details']>;

const texts = () => inLanguage<typeof en>({ en, zh });

/** The facts of a card, and its fields as the platform returned them. */
export function Page({ id }: { id: string }) {
  const variables = { id };
  const { data, errors, loading, reload } = useQuery(CardDocument, variables);
  const { card, frame } = words();
  // While another card is being read, `data` is the previous one.
  const shown = data?.card?.id === id ? data.card : undefined;
  return (
    <>
      <h1>
        <Picture url={shown?.logoUrl ?? null} /> {shown?.title ?? id}
      </h1>
      <Progress loading={loading} />
      <ErrorNotice errors={errors} onRetry={reload} />
      {shown !== undefined && (
        <section aria-busy={loading}>
          <p class="facts">
            {shown.status && <StatusBadge status={shown.status} />} {shown.type && words().cardTypes[shown.type]}{' '}
            <button type="button" class="quiet" onClick={reload}>
              {frame.reload}
            </button>
          </p>
          <Facts facts={[...facts(shown), ...(shown.details === null ? [] : factsOfKind(shown.details))]} />
          <Actions actions={actions(shown)} subject={shown} onSettled={reload} />
          {can('event:read') && <CardEvents cardId={id} />}
          {hasStatistics(shown.type) && (
            <LazyDetails key={id} summary={words().card.statistics}>
              <CardStatistics id={id} type={shown.type} />
            </LazyDetails>
          )}
          <Raw card={shown} />
        </section>
      )}
      {!loading && errors.length === 0 && shown === undefined && <p>{card.notFound}</p>}
      <QueryActions document={CardDocument} variables={variables} />
    </>
  );
}

function actions({ codeMode, details }: Card): readonly Action<Card>[] {
  const { actions: named } = words().card;
  // Without one-tap activation, users see no form.
  const activationForm: Action<Card> = {
    name: 'activation-form',
    text: texts().details.setActivationForm,
    scope: 'card:write',
    load: async () => (await import('../acting/activation-form.js')).ActivationFormForm,
  };
  const messages: Action<Card> = {
    name: 'messages',
    text: texts().details.setMessages,
    scope: 'card:write',
    load: async () => (await import('../acting/update-card-form.js')).MessagesForm,
  };
  return [
    {
      name: 'update',
      text: named.update,
      scope: 'card:write',
      load: async () => (await import('../acting/update-card-form.js')).UpdateCardForm,
    },
    {
      name: 'stock',
      text: named.stock,
      scope: 'card:write',
      load: async () => (await import('../acting/card-forms.js')).CARD_FORMS.stock,
    },
    ...(details?.__typename === 'MemberCardDetails' ? [messages] : []),
    ...(details?.__typename === 'MemberCardDetails' && details.wxActivate ? [activationForm] : []),
    {
      name: 'qr',
      text: named.qr,
      scope: 'code:write',
      load: async () => (await import('../acting/card-forms.js')).CARD_FORMS.qr,
    },
    {
      name: 'sign',
      text: named.sign,
      scope: 'code:write',
      load: async () => (await import('../acting/card-forms.js')).CARD_FORMS.sign,
    },
    ...(codeMode === 'DEPOSITED'
      ? [
          {
            name: 'deposit',
            text: named.deposit,
            scope: 'code:write',
            load: async () => (await import('../acting/card-forms.js')).CARD_FORMS.deposit,
          },
        ]
      : []),
    {
      name: 'delete',
      text: named.delete,
      scope: 'card:write',
      load: async () => (await import('../acting/card-forms.js')).CARD_FORMS.delete,
    },
  ];
}

function facts(card: Card): readonly Fact[] {
  const { card: names, cardCodeModes } = words();
  const { details, codeTypes } = texts();
  return [
    [names.id, <code key="id">{card.id}</code>],
    [names.brandName, card.brandName],
    [names.subTitle, card.subTitle],
    [names.stock, card.stock && stockText(card.stock)],
    [names.validity, <Validity key="validity" validity={card.validity} />],
    [names.codeMode, card.codeMode && cardCodeModes[card.codeMode]],
    [details.codeType, card.codeType && codeTypes[card.codeType]],
    [names.claimLimit, number(card.claimLimit)],
    [names.redeemLimit, number(card.redeemLimit)],
    [names.canShare, flag(card.canShare)],
    [names.canGift, flag(card.canGift)],
    [details.locations, card.useAllLocations ? details.allLocations : card.locationIds?.join(', ')],
    [names.notice, card.notice],
    [names.servicePhone, card.servicePhone],
    [names.color, card.color && <Color key="color" color={card.color} />],
    [details.center, card.center && linkText(card.center)],
    [details.customLink, card.customLink && linkText(card.customLink)],
    [details.promotionLink, card.promotionLink && linkText(card.promotionLink)],
    [details.thirdPartyName, card.thirdPartyName],
    [names.createdAt, time(card.createdAt)],
    [names.updatedAt, time(card.updatedAt)],
    [names.description, card.description],
  ];
}

/** The facts that only cards of one type have. */
function factsOfKind(card: Details): readonly Fact[] {
  const { card: names } = words();
  const { details: texted } = texts();
  switch (card.__typename) {
    case 'GrouponDetails':
      return [[texted.text, card.dealDetail]];
    case 'CashDetails':
      return [
        [names.amountOff, card.amountOff && formatYuan(card.amountOff.fen)],
        [names.minimumSpend, card.minimumSpend && formatYuan(card.minimumSpend.fen)],
      ];
    case 'DiscountDetails':
      return [[texted.percentOff, percent(card.percentOff)]];
    case 'GiftDetails':
      return [[texted.text, card.gift]];
    case 'GeneralCouponDetails':
      return [[texted.text, card.defaultDetail]];
    case 'MemberCardDetails':
      return [
        [texted.benefits, card.benefits],
        [texted.percentOff, percent(card.discountPercentOff)],
        [texted.activation, activation(card)],
        [texted.points, flag(card.pointsEnabled)],
        [texted.pointsRules, card.pointsRulesText],
        [texted.pointsExpiry, card.pointsExpiryText],
        [texted.balance, flag(card.balanceEnabled)],
        [texted.balanceRules, card.balanceRulesText],
      ];
    case 'ScenicTicketDetails':
      return [
        [texted.ticketClass, card.ticketClass],
        [texted.guide, card.guideUrl],
      ];
    case 'MovieTicketDetails':
      return [[texted.text, card.movie]];
    case 'BoardingPassDetails':
      return [
        [texted.route, [card.from, card.to].filter(Boolean).join(' → ')],
        [texted.flight, card.flight],
        [texted.gate, card.gate],
        [texted.boardingAt, time(card.boardingAt)],
        [texted.departureAt, time(card.departureAt)],
        [texted.landingAt, time(card.landingAt)],
      ];
    case 'MeetingTicketDetails':
      return [
        [texted.text, card.meetingDetail],
        [texted.map, card.mapUrl],
      ];
    case 'BusTicketDetails':
      return [[texted.text, card.bus]];
  }
}

function Color({ color }: { color: string }) {
  return (
    <>
      <span class="swatch" style={{ background: color }} /> {color}
    </>
  );
}

function Raw({ card }: { card: Card }) {
  const raw = JSON.stringify(card.raw, null, 2);
  return (
    <details>
      <summary>{words().card.raw}</summary>
      <CopyButton text={() => raw} />
      <pre>{raw}</pre>
    </details>
  );
}

const number = (value: number | null) => (value === null ? null : formatNumber(value));
const time = (value: string | null) => (value === null ? null : formatTime(value));

/** The pages that links name belong to others, so they are shown as text. */
const linkText = ({ name, url }: NonNullable<Card['center']>) => [name, url].filter(Boolean).join('\n');

function flag(value: boolean | null): string | null {
  const { card } = words();
  return value === null ? null : value ? card.yes : card.no;
}

function percent(value: number | null): string | null {
  return value === null ? null : texts().details.percent(formatNumber(value));
}

function activation({ autoActivate, wxActivate }: Details & { __typename: 'MemberCardDetails' }): string {
  const { details } = texts();
  return autoActivate ? details.automatic : wxActivate ? details.oneTap : details.byMerchant;
}

function stockText({ quantity, totalQuantity }: { quantity: number; totalQuantity: number | null }): string {
  return totalQuantity === null ? formatNumber(quantity) : `${formatNumber(quantity)} / ${formatNumber(totalQuantity)}`;
}
