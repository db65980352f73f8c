// Relay's compiler reads the texts. This file is never executed.
declare function graphql(texts: TemplateStringsArray): unknown;

export const query = graphql`
  query CardListQuery {
    ...CardList_cards
    ...CardList_rules
  }
`;

export const cards = graphql`
  fragment CardList_cards on Query
  @refetchable(queryName: "CardListPageQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" }) {
    cards(first: $first, after: $after, statuses: [APPROVED]) @connection(key: "CardList_cards", filters: ["statuses"]) {
      edges {
        cardId
        node {
          id
          title
        }
      }
    }
  }
`;

export const rules = graphql`
  fragment CardList_rules on Query
  @refetchable(queryName: "CardListRulesPageQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" }) {
    payGiftRules(first: $first, after: $after) @connection(key: "CardList_payGiftRules") {
      edges {
        node {
          id
          terms {
            status
            card {
              title
            }
          }
        }
      }
    }
  }
`;
