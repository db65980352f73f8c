import { registerEnumType } from 'type-graphql';

/** The modes of codes that a new card can have, with the two fields of the request. */
export const CODE_MODES = {
  PLATFORM: { use_custom_code: false },
  CUSTOM: { use_custom_code: true },
  DEPOSITED: { use_custom_code: true, get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT' },
} as const;

export type CodeModeName = keyof typeof CODE_MODES;

export const CardCodeModeInput = { PLATFORM: 'PLATFORM', CUSTOM: 'CUSTOM', DEPOSITED: 'DEPOSITED' } as const;
registerEnumType(CardCodeModeInput, {
  name: 'CardCodeModeInput',
  description: 'Source of the codes of a new card.',
  valuesConfig: {
    PLATFORM: { description: 'The platform generates each code when the card is claimed.' },
    CUSTOM: { description: 'The merchant sends a code with each card that it hands out. Platform: `use_custom_code`.' },
    DEPOSITED: {
      description:
        'The merchant deposits codes once the card is approved, and the platform picks one for each claim. Platform: ' +
        '`GET_CUSTOM_CODE_MODE_DEPOSIT`.',
    },
  },
});
