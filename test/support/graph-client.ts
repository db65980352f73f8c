import { appendFileSync } from 'node:fs';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

/** One error of an answer, as far as tests look at it. */
export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly platform?: Readonly<Record<string, unknown>> } & Readonly<
    Record<string, unknown>
  >;
}

// biome-ignore lint/suspicious/noExplicitAny: to a text, answers have many shapes, and tests assert on what they find
export interface GraphAnswer<Data = any> {
  readonly status: number;
  readonly data: Data;
  readonly errors?: readonly GraphError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Asks a GraphQL server over HTTP, as a frontend would: with text, or with a document that knows the types of its answer. */
export class GraphClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** Whatever the answer is, errors and all. */
  ask<Data, Variables>(
    query: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    headers?: Record<string, string>,
  ): Promise<GraphAnswer<Data>>;
  ask(query: string, variables?: object, headers?: Record<string, string>): Promise<GraphAnswer>;
  async ask(
    query: string | TypedDocumentNode,
    variables?: unknown,
    headers?: Record<string, string>,
  ): Promise<GraphAnswer> {
    const body = JSON.stringify({ query: typeof query === 'string' ? query : print(query), variables });
    if (process.env.ASKING_FILE) appendFileSync(process.env.ASKING_FILE, `${body}\n`);
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return { status: response.status, ...((await response.json()) as object) } as GraphAnswer;
  }

  /** The data of an answer that must have no errors. */
  data<Data, Variables>(query: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data>;
  data(query: string, variables?: object): Promise<GraphAnswer['data']>;
  async data(query: string | TypedDocumentNode, variables?: object): Promise<GraphAnswer['data']> {
    const { data, errors } = await this.ask(query as string, variables);
    if (errors !== undefined) throw new Error(`unexpected errors: ${JSON.stringify(errors, null, 2)}`);
    return data;
  }
}
