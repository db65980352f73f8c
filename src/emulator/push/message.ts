import { createHash } from 'node:crypto';

/** The events that the emulator pushes. */
export type PushedEvent =
  | 'card_pass_check'
  | 'card_not_pass_check'
  | 'user_get_card'
  | 'user_gifting_card'
  | 'user_del_card'
  | 'user_consume_card'
  | 'user_pay_from_pay_cell'
  | 'user_view_card'
  | 'user_enter_session_from_card'
  | 'update_member_card'
  | 'submit_membercard_user_info'
  | 'card_sku_remind';

/** A change that the platform reports to the account's URL. */
export interface CardEvent {
  readonly event: PushedEvent;
  /** The user who caused it, or undefined for the platform itself. */
  readonly openid: string | undefined;
  /** The fields of this event. Numbers are written bare, texts in CDATA. */
  readonly fields: Readonly<Record<string, string | number>>;
}

/** The sender of reviews and of notices about the stock. */
const SYSTEM_USER = 'oEMULATOR-system-account-001';

/** Returns the original id of an account. */
export function originalIdOf(appid: string): string {
  return `gh_${createHash('sha256').update(`original id\n${appid}`).digest('hex').slice(0, 12)}`;
}

/** Returns the fields of a message in their order. `now` is in Unix seconds. */
export function messageOf(
  appid: string,
  { event, openid, fields }: CardEvent,
  now: number,
): Map<string, string | number> {
  return new Map<string, string | number>([
    ['ToUserName', originalIdOf(appid)],
    ['FromUserName', openid ?? SYSTEM_USER],
    ['CreateTime', now],
    ['MsgType', 'event'],
    ['Event', event],
    ...Object.entries(fields),
  ]);
}

/** Returns a flat XML message. */
export function xmlOf(fields: Iterable<readonly [string, string | number]>): string {
  const children = Array.from(fields, ([name, value]) => {
    return `<${name}>${typeof value === 'number' ? value : cdata(value)}</${name}>`;
  });
  return `<xml>${children.join('')}</xml>`;
}

function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
