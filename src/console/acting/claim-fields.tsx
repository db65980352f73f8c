import type { CardQuery } from '../generated/operations.js';
import { handOut as en } from '../words/en/hand-out.js';
import { inLanguage } from '../words/words.js';
import { handOut as zh } from '../words/zh/hand-out.js';
import type { ActPayload } from './attempt.js';
import { Field } from './field.js';
import { type Limits, problemsOf } from './limits.js';
import type { Act, Problems } from './use-act.js';
import type { Values } from './values.js';

/** The card that is handed out. */
export type HandedOut = Pick<NonNullable<CardQuery['card']>, 'id' | 'codeMode' | 'bindOpenid'>;

export const handOutWords = () => inLanguage({ en, zh });

/** The values of the fields before they are changed. */
export const CLAIM_VALUES = { code: '', openid: '', channel: '' };

const CODE = /^[\w-]{1,20}$/;
const OPENID = /^[\w-]{1,64}$/;

/** The platform refuses a code or an openid that the card does not need, and requires one that it does. */
const limitsFor = ({ codeMode, bindOpenid }: HandedOut): Readonly<Record<string, Limits>> => ({
  code: { required: codeMode === 'CUSTOM', maxCharacters: 20 },
  openid: { required: bindOpenid === true, maxCharacters: 64 },
  channel: { maxUtf8Bytes: 128 },
});

/** The fields of a claim: its code and its user, if the card needs them, and the channel. */
export function ClaimFields<Payload extends ActPayload>({ act, card }: { act: Act<Payload>; card: HandedOut }) {
  const words = handOutWords();
  const limits = limitsFor(card);
  const field = (name: keyof typeof CLAIM_VALUES) => ({ act, name, limits: limits[name] ?? {} });
  return (
    <>
      {card.codeMode === 'CUSTOM' && <Field {...field('code')} label={words.code} hint={words.codeHint} />}
      {card.bindOpenid === true && <Field {...field('openid')} label={words.openid} hint={words.openidHint} />}
      <Field {...field('channel')} label={words.channel} hint={words.channelHint} />
    </>
  );
}

/** Returns the problems of the values of these fields. */
export function claimProblems(values: Values, card: HandedOut): Problems {
  const words = handOutWords();
  const { code = '', openid = '' } = values;
  return {
    ...(code !== '' && !CODE.test(code) && { code: words.codeFormat }),
    ...(openid !== '' && !OPENID.test(openid) && { openid: words.openidFormat }),
    ...problemsOf(values, limitsFor(card)),
  };
}

/** Returns the part of an input that these fields describe. */
export function claimIn({ code = '', openid = '', channel = '' }: Values, card: HandedOut) {
  return {
    cardId: card.id,
    ...(card.codeMode === 'CUSTOM' && { code }),
    ...(card.bindOpenid === true && { openid }),
    ...(channel.trim() !== '' && { channel: channel.trim() }),
  };
}
