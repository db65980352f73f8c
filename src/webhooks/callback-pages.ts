/** The pages that the browser of a merchant shows after the authorization, in Chinese and English. They contain nothing of the request. */
import { createHash } from 'node:crypto';

interface Text {
  readonly status: 200 | 400 | 403 | 503;
  readonly chinese: string;
  readonly english: string;
}

const TEXTS = {
  authorized: {
    status: 200,
    chinese: '授权已完成，可以关闭此页面。',
    english: 'The authorization is complete. You can close this page.',
  },
  incomplete: {
    status: 400,
    chinese: '请求中没有授权码，请重新打开授权链接。',
    english: 'The request has no authorization code. Open the authorization link again.',
  },
  rejected: {
    status: 400,
    chinese: '授权码无效或已过期，请重新获取授权链接。',
    english: 'The authorization code is invalid or has expired. Request a new authorization link.',
  },
  unknown: {
    status: 403,
    chinese: '此页面无效、已过期或已使用，请重新获取授权链接。',
    english: 'This page is invalid, has expired or was used before. Request a new authorization link.',
  },
  unavailable: {
    status: 503,
    chinese: '暂时无法完成授权，请稍后刷新此页面。',
    english: 'The authorization cannot be completed at the moment. Reload this page later.',
  },
} as const satisfies Readonly<Record<string, Text>>;

/** The result of a callback. */
export type CallbackResult = keyof typeof TEXTS;

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 40rem; margin: 20vh auto; padding: 0 1.5rem; text-align: center; }
`;

/** Allows the style of the pages by its hash, and nothing else: no script, no request. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Returns the page of a result and its status. */
export function pageOf(result: CallbackResult): { readonly status: number; readonly html: string } {
  const { status, chinese, english } = TEXTS[result];
  return {
    status,
    html: `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cardgraph</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p>${chinese}</p>
<p lang="en">${english}</p>
</main>
</body>
</html>
`,
  };
}
