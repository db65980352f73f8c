import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { getStitchedSchemaFromSupergraphSdl } from '@graphql-tools/federation';
import { execute, type GraphQLFormattedError, parse, validate } from 'graphql';

type Headers = Readonly<Record<string, string>>;

interface HasHeaders {
  readonly headers?: Headers;
}

export interface GatewayAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: responses have many shapes, and tests assert on their contents
  readonly data: any;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** A gateway over several subgraphs. */
export interface Gateway {
  /** @param headers of the client, passed on to every subgraph together with those that the company's router adds */
  ask(query: string, headers?: Headers): Promise<GatewayAnswer>;
  close(): Promise<void>;
}

/** Starts Apollo's own gateway, which plans queries like the router. */
export async function startApolloGateway(supergraphSdl: string, routersOwn: Headers = {}): Promise<Gateway> {
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    buildService: ({ url }) =>
      new RemoteGraphQLDataSource<HasHeaders>({
        url: url ?? '',
        willSendRequest({ request, context }) {
          for (const [name, value] of Object.entries<string>({ ...context.headers, ...routersOwn })) {
            request.http?.headers.set(name, value);
          }
        },
      }),
  });
  const server = new ApolloServer<HasHeaders>({ gateway, stopOnTerminationSignals: false });
  await server.start();
  return {
    async ask(query, headers = {}) {
      const { body } = await server.executeOperation({ query }, { contextValue: { headers } });
      if (body.kind !== 'single')
        throw new Error('the gateway returned an incremental response instead of a single one');
      return body.singleResult as GatewayAnswer;
    },
    close: () => server.stop(),
  };
}

/** Starts the core of Hive Gateway, under the MIT licence. */
export async function startStitchedGateway(supergraphSdl: string, routersOwn: Headers = {}): Promise<Gateway> {
  const schema = getStitchedSchemaFromSupergraphSdl({
    supergraphSdl,
    batch: true,
    httpExecutorOpts: {
      headers: (request) => ({ ...(request?.context as HasHeaders | undefined)?.headers, ...routersOwn }),
    },
  });
  return {
    async ask(query, headers = {}) {
      const document = parse(query);
      const problems = validate(schema, document);
      if (problems.length > 0) return { data: null, errors: problems.map((problem) => problem.toJSON()) };
      const { data, errors } = await execute({ schema, document, contextValue: { headers } });
      return JSON.parse(JSON.stringify({ data, ...(errors ? { errors } : {}) }));
    },
    async close() {},
  };
}
