/** A raw HTTP response. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: responses have many shapes, and tests assert on their contents
  readonly json: any;
}

const QUERY = '{ card(id: "pDEMO-groupon-0001") { title } }';

/** Sends a POST request with a query, which by default causes one card/get. */
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
