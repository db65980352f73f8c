import type { CardErrorCodeName } from '../../mutation/user-error.js';

/** The object under the type key of the request. It has only fields of CREATE_FIELDS. */
export type NewCardPayload = Readonly<Record<string, unknown>>;

/** Reports a problem at a path in the input, such as `baseInfo.title`. An empty path means the whole input. */
export type Reject = (code: CardErrorCodeName, input: string, message: string) => void;
