// The phrases that prose avoids, with the words to use. A space in a pattern also matches a line break. `START` is where a sentence
// begins. Each phrase applies to every kind of prose unless it names its `kinds`.

/**
 * @typedef {object} Phrase
 * @property {string} pattern A regular expression, case-insensitive.
 * @property {string} instead
 * @property {string} example What the check must report: the unit test of the check reads it.
 * @property {import('./extract-prose.mjs').Prose['kind'][]} [kinds]
 */

const START = '(?:^|(?<=[.!?] )|(?<=\\| ))[^\\p{L}\\p{N}%@$¤.!?]*';
const NO_QUESTION = '(?![^.!?|]*\\?)';
/** A cell of a table of tests is a fragment. */
const SENTENCES = ['comment', 'description', 'message', 'markdown', 'test name'];
const NOT_IN_TEST_NAMES = SENTENCES.slice(0, -1);

/** @type {Phrase[]} */
export const PHRASES = [
  // Nouns of the field
  { pattern: '\\bunder way\\b', instead: '"in flight" or "running"', example: 'a read under way' },
  { pattern: '\\bheld\\b', instead: '"cached", "stored" or "acquired"', example: 'what is held' },
  {
    pattern: '\\bforg(?:et|ets|etting|ot|otten)\\b',
    instead: '"evict", "expire", "discard" or "clear"',
    example: 'Forgets the key',
  },
  {
    pattern: '\\breckon(?:s|ed|ing)?\\b',
    instead: '"estimate" or "compute"',
    example: 'the calls it was reckoned to cost',
  },
  { pattern: '\\bmend(?:s|ed|ing)?\\b', instead: '"fix", "correct" or "repair"', example: 'Mend the argument' },
  {
    pattern: '\\bthings?\\b',
    instead: 'the precise noun: entity, object, value, resource',
    example: 'a kind of thing',
  },
  { pattern: '\\bso (?:many|few)\\b', instead: 'the number or limit by its name', example: 'So many calls at a time' },
  { pattern: '\\btoo much to do\\b', instead: '"overloaded"', example: 'this process has too much to do' },
  {
    pattern: '\\b(?:is|are|was|were|be|been|goes|go|went|going) away\\b',
    instead: '"is unavailable", "is unreachable" or "disconnects"',
    example: 'while Redis is away',
  },
  { pattern: '(?<!410 )\\bgone\\b', instead: '"deleted", "disconnected" or "expired"', example: 'its caller has gone' },

  // Verbs of software
  {
    pattern: '\\b(?:tell|tells|told|telling)\\b',
    instead: '"report", "return", "notify" or "distinguish"',
    example: 'is told why',
  },
  {
    pattern: '\\b(?:say|says|said|saying)\\b',
    instead: '"state", "report", "specify" or "mark"',
    example: 'and says so',
  },
  {
    pattern: '\\b(?:hear|hears|heard|hearing)\\b',
    instead: '"receive" or "detect"',
    example: 'while Redis is not heard of',
  },
  {
    pattern: '\\b(?:ask|asks|asked|asking)\\b',
    instead: '"request", "query", "call" or "select"',
    example: 'the platform is asked again',
  },
  {
    pattern:
      '\\b(?:answers|answered|answering|(?:to|not|can|cannot|must|may|will|would|that|which|who|does|do) answer)\\b',
    instead: '"return", "respond" or "serve"; the noun is "response"',
    example: 'the platform answers late',
  },
  { pattern: '\\banswer\\b', instead: '"response", "result" or "return"', example: 'the answer of the platform' },
  {
    pattern: '\\b(?:knows?|knew)\\b',
    instead: '"has", "recognizes", "depends on" or "tracks"',
    example: 'a code that the platform does not know',
  },
  {
    pattern: '\\b(?:look|looks|looked|looking)\\b(?! (?:up|like)\\b|-)',
    instead: '"check", "inspect", "read" or "search"',
    example: 'looks at the call',
  },
  {
    pattern: '\\b(?:stand|stands|stood|standing)\\b',
    instead: '"is", "appears" or "is stored"',
    example: 'what stands in an error',
  },
  { pattern: '\\b(?:goes|go|went|going) on\\b', instead: '"continues"', example: 'The process goes on' },
  {
    pattern: '\\b(?:comes?|came|coming) back\\b',
    instead: '"returns", "recovers" or "retries"',
    example: 'when to come back',
  },
  {
    pattern: '\\b(?:let|lets|letting) (?:(?:\\w+ )?in|go)\\b(?! (?:the|a|an|its|this)\\b)',
    instead: '"admit", "accept" or "release"',
    example: 'requests that are let in',
  },
  {
    pattern: '\\b(?:carry|carries|carried) out\\b',
    instead: '"execute" or "perform"',
    example: 'the write was carried out',
  },
  {
    pattern: '\\bwhat (?:became|becomes|becoming)\\b|\\bwhatever (?:became|becomes)\\b',
    instead: '"the result of", "the outcome of"',
    example: 'What became of an update',
  },
  {
    pattern: '\\bwhat (?:is|was|are|were) (?:kept|known|left|there|held|sent|read|counted|fetched|asked|refused)\\b',
    instead: 'the noun: the cache, the request, the remaining entries',
    example: 'what is left of the deadline',
  },
  {
    pattern: '\\bwhat (?:comes?|came|goes|went|stands?|outlives|leaves)\\b',
    instead: 'the noun',
    example: 'what comes later is refused',
  },
  { pattern: '\\btakes? no\\b', instead: '"does not accept"', example: 'the collector takes no spans' },
  { pattern: '\\bunforeseen\\b', instead: '"unexpected"', example: 'unforeseen error' },

  {
    pattern: '\\bholds? (?:no|none|nothing|what|neither)\\b',
    instead: '"contains no", "does not contain"',
    example: 'no line holds what was sent',
  },
  {
    pattern: '\\b(?:no|of|lack of|is|found|for) room\\b|\\b(?:finds?|found|takes?) (?:no|a) place\\b',
    instead: '"capacity", "space" or "queue slot"',
    example: 'is refused for lack of room',
  },

  // Function words
  { pattern: '\\bat the (?:most|least)\\b', instead: '"at most", "at least"', example: '64 bytes at the most' },
  { pattern: '\\bin place of\\b', instead: '"instead of"', example: 'null in place of an error' },
  {
    pattern:
      '(?<!\\bthere )\\b(?:is|are|was|were) (?:no|none)\\b(?! (?:longer|more|less|fewer|one|other|later|earlier|larger|smaller)\\b)(?! way\\b)',
    instead: '"is not a", "is not"',
    example: 'a text that is no JSON',
  },
  {
    pattern: '(?<!\\b(?:let|leave|leaves|left) )(?<!\\b(?:let|leave|leaves|left) \\w+ )\\balone\\b',
    instead: '"only"; "by itself" where that is meant',
    example: 'by the queue alone',
  },
  { pattern: '\\balso where\\b', instead: '"even if"', example: 'also where the node failed' },
  {
    pattern:
      '\\bas long as (?=(?:there|one|it|they|he|nobody|nothing|no|(?:the|a|an|its|that|this) \\w+ (?:is|are|was|has|does|may|can|runs|lasts|lives))\\b)',
    instead: '"while" or "until"',
    example: 'waits as long as there is time',
  },
  {
    pattern: ', since\\b(?! (?:it|they|then|the start|version)\\b(?= (?:started|began)))',
    instead: '"because"',
    example: 'refused, since codes are secret',
  },
  { pattern: '\\bof (?:its|their) own\\b', instead: '"its own …", "a separate …"', example: 'a process of its own' },
  {
    pattern: '(?<!\\b(?:one|two|three|each|some|all|both|none|most|any|many) )\\bof which\\b',
    instead: '"whose", or a second sentence',
    example: 'a call of which the outcome was lost',
  },
  {
    pattern: '\\bwho(?:ever|mever|soever|msoever)\\b',
    instead: '"any client that", "any caller that"',
    example: 'for whoever finds it',
  },
  {
    pattern: '\\b(?:for|by|to|of|from|with|than|in|tells|answers|refuses|takes) who\\b',
    instead: '"the client that", "the caller that"',
    example: 'is told to who asked',
  },
  { pattern: '\\bwhatever\\b', instead: '"regardless of", "any"', example: 'whatever the Host header has' },
  {
    pattern: '\\b(?:nobody|somebody|anybody)\\b',
    instead: '"no client", "another process", "any caller"',
    example: 'nobody waits for it',
  },
  { pattern: '\\bbeside\\b', instead: '"next to", "in addition to" or "with"', example: 'any field beside errcode' },
  {
    pattern: '\\bfrom (?:then|when) on\\b',
    instead: '"after that", "starting at"',
    example: 'From then on no call leaves',
  },
  { pattern: '\\ball the same\\b', instead: '"still" or "anyway"', example: 'may have run all the same' },
  { pattern: '\\bin all(?=[,.;:)|]|$)', instead: '"in total"', example: 'How many there were in all.' },
  { pattern: '\\bfor want of\\b', instead: '"because … is missing"', example: 'for want of a scope' },
  { pattern: '\\bthrough and through\\b', instead: '"deeply"', example: 'frozen through and through' },

  {
    pattern: '\\b(?:by themselves|each by itself)\\b',
    instead: '"independently"',
    example: 'Replicas fetch tokens each by itself',
  },
  { pattern: '\\bby chance\\b', instead: '"randomly"', example: 'half of it by chance' },
  { pattern: '\\b(?:as|for) ever\\b', instead: '"unchanged", "permanently"', example: 'every other card as ever' },
  { pattern: '\\bof (?:ours|theirs)\\b', instead: 'the owner by name', example: 'by a fault of ours' },
  { pattern: '\\blikewise\\b', instead: '"also", "in the same way"', example: 'counted likewise' },

  {
    pattern:
      '\\b\\w+isations?\\b|\\b(?:author|character|custom|final|initial|memo|normal|optim|organ|recogn|serial|summar|synchron|util)is(?:e|es|ed|er|ing)\\b',
    instead: 'the spelling with -ize, like the standards that the names come from',
    example: 'needs authorisation',
  },

  // Sentences
  {
    pattern: `${START}of\\b`,
    instead: 'the subject first',
    example: 'Of both it has only the keys.',
    kinds: SENTENCES,
  },
  {
    pattern: `${START}what\\b${NO_QUESTION}`,
    instead: 'the noun as the subject',
    example: 'What was sent may have changed.',
  },
  {
    pattern: `${START}(?:who|whom|whose)\\b${NO_QUESTION}`,
    instead: 'the noun as the subject',
    example: 'Who needs two accounts sends two requests.',
    kinds: SENTENCES,
  },
  {
    pattern: `${START}that (?!is (?:why|because)\\b)(?=[^.;:]*\\b(?:is|are|was|were)\\b)`,
    instead: 'the noun as the subject',
    example: 'That both are refused is documented.',
    kinds: NOT_IN_TEST_NAMES,
  },
  {
    pattern: ':(?= )',
    instead: 'a sentence: subject and criterion ("returns X when Y")',
    example: 'a late response: is not cached',
    kinds: ['test name'],
  },
  {
    pattern: '(?<=[\\p{L})])(?:; [^.!?|;]*|: [^.!?|;:]*)(?<=[\\p{L})]);(?= \\p{L})',
    instead: 'two sentences: this one is a chain of colons or semicolons',
    example: 'Serves the entry: it is fresh; a stale one is refreshed.',
    kinds: ['comment', 'description'],
  },
];

/**
 * Legitimate uses, each with its reason: rare. `phrase` is what the check reports, without regard to case.
 * @type {{ file: string, phrase: string, reason: string }[]}
 */
export const ALLOWED = [];
