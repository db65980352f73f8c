// Lints the emitted schema: `npm run lint:schema`. The code is Biome's.
import graphql from '@graphql-eslint/eslint-plugin';

export default [
  {
    files: ['schema/schema.graphql'],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: './schema/schema.graphql' } },
    },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      // Only what can be fetched again has an identity: the entities, each by its @key. All else is a value of what holds it.
      '@graphql-eslint/strict-id-in-types': 'off',
      // The platform's word for the text of a code is `code`, in every call and on every screen: Code.code.
      '@graphql-eslint/no-typename-prefix': 'off',
    },
  },
];
