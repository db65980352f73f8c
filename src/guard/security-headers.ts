import type { FastifyHelmetOptions } from '@fastify/helmet';

/**
 * Headers of every answer. Answers are data: no page may frame them, load anything by them, or take them for something else. The
 * explorer, which is a page, says itself what it needs.
 */
export const SECURITY_HEADERS: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
  },
  // Other names of the company's domain are not ours to speak for.
  strictTransportSecurity: { includeSubDomains: false },
  // For browsers that are gone, or for pages alone.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};

/** Of answers to what is no HTTP or no path, which no hook reaches: the same where it matters for a few words of JSON. */
export const BARE_SECURITY_HEADERS = {
  'cache-control': 'private, no-store',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};
