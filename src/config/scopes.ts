/** All scopes that can be granted to a caller. */
export const SCOPES = [
  'card:read',
  'card:write',
  'code:read',
  'code:write',
  'member:read',
  'member:write',
  'rule:read',
  'rule:write',
  'stats:read',
] as const;
export type Scope = (typeof SCOPES)[number];

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}
