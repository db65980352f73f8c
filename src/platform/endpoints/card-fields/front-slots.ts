/** The custom fields of a member card. */
export const CUSTOM_FIELDS = ['custom_field1', 'custom_field2', 'custom_field3'] as const;

/** Maximum number of points, balance and custom fields on the front of a member card. More are 40124. */
export const FRONT_SLOTS = 3;

type Front = { readonly supply_bonus?: unknown; readonly supply_balance?: unknown } & {
  readonly [Field in (typeof CUSTOM_FIELDS)[number]]?: unknown;
};

/**
 * Returns the number of fields on the front that a request takes up: points and balance if they are on, and each custom field that is
 * sent, even an empty one. A flag that is not sent counts as stored (assumed).
 */
export function frontSlotsOf(sent: Front, stored: Front = {}): number {
  const flags = [sent.supply_bonus ?? stored.supply_bonus, sent.supply_balance ?? stored.supply_balance];
  return (
    flags.filter((flag) => flag === true || flag === 'true' || flag === 1).length +
    CUSTOM_FIELDS.filter((name) => sent[name] !== undefined).length
  );
}
