import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet, { type HelmetOptions } from 'helmet';

const OPTIONS: HelmetOptions = {
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

/**
 * Headers of every answer. Answers are data: no page may frame them, load anything by them, or take them for something else. The
 * explorer, which is a page, says itself what it needs. None depends on what is asked, so helmet is asked for them once.
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
