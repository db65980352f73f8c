/** One error of an answer, as far as tests look at it. */
export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly platform?: Readonly<Record<string, unknown>> } & Readonly<
    Record<string, unknown>
  >;
}

export interface GraphAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of many shapes and assert on what they find
  readonly data: any;
  readonly errors?: readonly GraphError[];
}

/** Asks a GraphQL server over HTTP, as a frontend would. */
export class GraphClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** Whatever the answer is, errors and all. */
  async ask(query: string, variables?: object, headers?: Record<string, string>): Promise<GraphAnswer> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as object) } as GraphAnswer;
  }

  /** The data of an answer that must have no errors. */
  async data(query: string, variables?: object): Promise<GraphAnswer['data']> {
    const { data, errors } = await this.ask(query, variables);
    if (errors !== undefined) throw new Error(`unexpected errors: ${JSON.stringify(errors, null, 2)}`);
    return data;
  }
}
