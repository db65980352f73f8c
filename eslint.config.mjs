// Lints the schema as clients see it, which defines every directive that it uses: `npm run lint:schema`. Biome lints the code.
import graphql from '@graphql-eslint/eslint-plugin';

export default [
  {
    files: ['schema/client.graphql'],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: './schema/client.graphql' } },
    },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      // Only entities have an identity, by their @key. Other types are values of their parent.
      '@graphql-eslint/strict-id-in-types': 'off',
      // The platform calls the text of a code `code`, in every call and on every screen: Code.code.
      '@graphql-eslint/no-typename-prefix': 'off',
    },
  },
];
