/** The fields of a notice in XML, in their order. */
export type NoticeFields = Readonly<Record<string, string | number>>;

/** The notices that the emulator pushes to the authorization URL of a component. */
export type InfoType = 'component_verify_ticket' | 'authorized' | 'updateauthorized' | 'unauthorized';

/** Returns a notice. `now` is in Unix seconds. */
export function noticeOf(
  appid: string,
  infoType: InfoType,
  fields: NoticeFields,
  now: number,
): Map<string, string | number> {
  return new Map<string, string | number>([
    ['AppId', appid],
    ['CreateTime', now],
    ['InfoType', infoType],
    ...Object.entries(fields),
  ]);
}
