/** An HTTP answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of many shapes and assert on what they find
  readonly json: any;
}

const QUERY = '{ card(id: "pDEMO-groupon-0001") { title } }';

/** A POST of a query, by default one that makes one card/get. */
export async function post(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  query: string = QUERY,
): Promise<RawAnswer> {
  const body = JSON.stringify({ query });
  return answerOf(
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }),
  );
}

export async function answerOf(response: Response): Promise<RawAnswer> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text.startsWith('{') ? JSON.parse(text) : undefined,
  };
}
