/** All scopes that can be granted to a caller. */
export const SCOPES = [
  'card:read',
  'card:write',
  'code:read',
  'code:redeem',
  'code:write',
  'event:read',
  'member:read',
  'member:write',
  'rule:read',
  'rule:write',
  'stats:read',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Scopes that include others: a caller with the former may do everything that the latter allow. One level deep. */
export const INCLUDED_SCOPES: Readonly<Partial<Record<Scope, readonly Scope[]>>> = {
  'code:write': ['code:redeem'],
};

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

/** Returns the scopes of a caller to whom some were granted: those, and the ones that they include. */
export function effectiveScopes(granted: Iterable<Scope>): ReadonlySet<Scope> {
  return new Set([...granted].flatMap((scope) => [scope, ...(INCLUDED_SCOPES[scope] ?? [])]));
}

/** Returns the scopes that allow what a scope is required for: the scope, then those that include it. */
export function scopesWith(required: Scope): readonly Scope[] {
  return [required, ...SCOPES.filter((scope) => INCLUDED_SCOPES[scope]?.includes(required))];
}
