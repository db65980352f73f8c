/** The kinds of objects that can be exported. */
export const RESOURCE_NAMES = ['cards', 'rules', 'stats', 'events'] as const;
export type ResourceName = (typeof RESOURCE_NAMES)[number];
