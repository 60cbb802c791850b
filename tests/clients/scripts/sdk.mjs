// What the documentation of wikibase-sdk shows, with our identifiers.
import { WBK } from 'wikibase-sdk'

const instance = process.argv[2].replace(/\/$/, '')
const wbk = WBK({ instance, sparqlEndpoint: `${instance}/sparql` })
const { simplify } = wbk
const get = async url => {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
  return response.json()
}

const found = {}

const { entities } = await get(wbk.getEntities({ ids: [ 'Q1001', 'Q8001', 'P569' ], languages: [ 'en', 'ru' ] }))
found.ids = Object.keys(entities)
found.entity = simplify.entity(entities.Q1001, { keepQualifiers: true, keepReferences: true, keepRanks: true })
found.simple = simplify.entity(entities.Q1001)
found.property = simplify.entity(entities.P569)

const some = await get(wbk.getEntities({ ids: 'Q1001', languages: 'ru', props: [ 'labels' ] }))
found.props = Object.keys(some.entities.Q1001).sort()
found.label = simplify.labels(some.entities.Q1001.labels)

const many = wbk.getManyEntities({ ids: Array.from({ length: 60 }, (_, n) => `Q${1001 + n}`), props: [ 'labels' ] })
found.batches = many.length
found.many = 0
for (const url of many) {
  const answer = await get(url)
  found.many += Object.values(answer.entities).filter(entity => entity.missing === undefined).length
}
found.missing = (await get(wbk.getEntities({ ids: 'Q999999999' }))).entities.Q999999999

found.search = {}
for (const [ search, language ] of [ [ 'Чаренц', 'ru' ], [ 'Charents', 'en' ], [ 'Бухар', 'ru' ], [ 'Tuchatschewski', 'de' ] ]) {
  const answer = await get(wbk.searchEntities({ search, language, uselang: language, limit: 5 }))
  found.search[search] = answer.search.map(({ id, label, concepturi, match }) => ({ id, label, concepturi, match }))
}
found.searchProperty = (await get(wbk.searchEntities({ search: 'date of birth', type: 'property' }))).search.map(({ id }) => id)

const cirrus = await get(wbk.cirrusSearchPages({ haswbstatement: [ 'P19=Q8001' ], limit: 50 }))
found.cirrus = simplify.cirrusSearchPagesResults ? simplify.cirrusSearchPagesResults(cirrus) : cirrus.query.search.map(({ title }) => title)
const both = await get(wbk.cirrusSearchPages({ search: 'Чаренц', haswbstatement: 'P19=Q8001' }))
found.cirrusText = both.query.search.map(({ title }) => title)

found.reverse = simplify.sparqlResults(await get(wbk.getReverseClaims({ properties: 'P19', values: 'Q8001' }))).map(({ subject }) => subject)
found.sparql = simplify.sparqlResults(await get(wbk.sparqlQuery(`
  PREFIX wd: <https://w3id.org/poimenno/entity/>
  PREFIX wdt: <https://w3id.org/poimenno/prop/direct/>
  SELECT ?person ?date WHERE { ?person wdt:P19 wd:Q8001 ; wdt:P569 ?date } ORDER BY ?person`)))

const revisions = await get(wbk.getRevisions({ ids: [ 'Q1001' ], limit: 1, prop: [ 'ids', 'timestamp' ] }))
found.page = Object.values(revisions.query.pages)[0]
const revision = found.page.revisions[0].revid
const old = await get(wbk.getEntityRevision({ id: 'Q1001', revision }))
found.revision = { wanted: revision, given: old.entities.Q1001.lastrevid, id: old.entities.Q1001.id }

process.stdout.write(JSON.stringify(found))
