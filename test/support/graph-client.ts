import { appendFileSync } from 'node:fs';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

/** One error of a response, with the fields that tests use. */
export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly platform?: Readonly<Record<string, unknown>> } & Readonly<
    Record<string, unknown>
  >;
}

// biome-ignore lint/suspicious/noExplicitAny: the responses to untyped queries have many shapes, and tests assert on their contents
export interface GraphAnswer<Data = any> {
  readonly status: number;
  readonly data: Data;
  readonly errors?: readonly GraphError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Sends queries to a GraphQL server over HTTP, like a frontend: as text, or as a document with a typed result. */
export class GraphClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** Returns the complete response, including errors. */
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

  /** Returns the data of a response, which must have no errors. */
  data<Data, Variables>(query: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data>;
  data(query: string, variables?: object): Promise<GraphAnswer['data']>;
  async data(query: string | TypedDocumentNode, variables?: object): Promise<GraphAnswer['data']> {
    const { data, errors } = await this.ask(query as string, variables);
    if (errors !== undefined) throw new Error(`unexpected errors: ${JSON.stringify(errors, null, 2)}`);
    return data;
  }
}
