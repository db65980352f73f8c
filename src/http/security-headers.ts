import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet, { type HelmetOptions } from 'helmet';

const OPTIONS: HelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
  },
  // This server must not decide for other hosts of the company's domain.
  strictTransportSecurity: { includeSubDomains: false },
  // Obsolete, or relevant only to pages.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};

/** The `Cache-Control` of data: only the caller may see it, and no cache may store it. */
export const PRIVATE_DATA = 'private, no-store';

/** Headers of responses to invalid HTTP and invalid URLs, which no hook reaches: the ones that matter for a short JSON body. */
export const BARE_SECURITY_HEADERS = {
  'cache-control': PRIVATE_DATA,
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

/**
 * Headers of every response. Responses are data: no page may frame them, load anything through them, or interpret them as another type.
 * The explorer and the landing page set their own policies. None of the headers depends on the request, so helmet computes them once.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = headersBy(helmet(OPTIONS));

function headersBy(write: ReturnType<typeof helmet>): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value;
    },
    removeHeader: () => {},
  };
  write({} as IncomingMessage, response as unknown as ServerResponse, (error) => {
    if (error) throw error;
  });
  return headers;
}
