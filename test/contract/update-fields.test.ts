import { UPDATE_FIELDS, type UpdateField } from '../../src/platform/endpoints/card.fields.js';
import DOCUMENTED from './update-fields.json' with { type: 'json' };

/** A row of update-fields.json: the documentation of one field of card/update. */
interface Documented {
  readonly path: string;
  readonly kinds: string;
  readonly type: string;
  readonly maxUtf8Bytes?: number;
  readonly review: boolean;
  readonly clear: string;
}

/** `enum CodeType` is `enum` in the table, whose rows contain the values. */
const typeOf = (type: string) => (type === 'unix seconds' ? 'unixSeconds' : (type.split(' ')[0] ?? ''));

function expectedOf({ path, kinds, type, maxUtf8Bytes, review, clear }: Documented) {
  return {
    ...{ path, kinds, type: typeOf(type), maxUtf8Bytes, review },
    clear: clear === 'refused' ? undefined : JSON.parse(clear),
  };
}

function columnsOf({ path, kinds, type, maxUtf8Bytes, review, clear }: UpdateField) {
  return { path, kinds, type, maxUtf8Bytes, review, clear };
}

const keyOf = ({ path, kinds }: { readonly path: string; readonly kinds: string }) => `${path} of ${kinds}`;

/** The table has all kinds in two rows. */
const documented = DOCUMENTED.flatMap((row) =>
  row.kinds === '*' ? ['coupon', 'member'].map((kinds) => ({ ...row, kinds })) : [row],
);

describe('the fields of card/update', () => {
  const rows = new Map(UPDATE_FIELDS.map((row) => [keyOf(row), columnsOf(row)]));

  test('are those of the documents', () => {
    expect([...rows.keys()].sort()).toEqual(documented.map(keyOf).sort());
  });

  test.each(documented.map((row) => [keyOf(row), row] as const))('%s has each column of the documents', (key, row) => {
    expect(rows.get(key)).toEqual(expectedOf(row));
  });
});
