/** The fields of a card by which it is found and sorted, in the terms of the schema. */
export interface CardFields {
  readonly title: string | null;
  readonly brandName: string | null;
  readonly type: string | null;
  readonly status: string | null;
  readonly codeMode: string | null;
  readonly quantity: number | null;
  /** End of a fixed range of validity, Unix milliseconds. Null for every other validity. */
  readonly endsAt: number | null;
  /** Unix milliseconds. */
  readonly createdAt: number | null;
  /** Unix milliseconds. */
  readonly updatedAt: number | null;
}

/** Reads the fields of a card from a response of card/get. Returns undefined if the response has no card. */
export type ReadFields = (cardId: string, answer: Readonly<Record<string, unknown>>) => CardFields | undefined;

/** The status of a deleted card, which only a search for this status finds. */
export const DELETED = 'DELETED';
