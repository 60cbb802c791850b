// Ask sources with Comunica: node comunica.mjs QUERY SOURCE…; prints the rows, each as an object.
import { QueryEngine } from '@comunica/query-sparql'

const [ query, ...given ] = process.argv.slice(2)
// `sparql@` and `qpf@` before an address say what it is, as on Comunica's command line.
const sources = given.map(source => {
  const [ , type, value ] = /^(?:([a-z]+)@)?(.*)$/.exec(source)
  return type ? { type, value } : source
})
const result = await new QueryEngine().query(query, { sources })
if (result.resultType === 'boolean') {
  process.stdout.write(JSON.stringify(await result.execute()))
} else if (result.resultType === 'quads') {
  let number = 0
  for await (const quad of await result.execute()) number += quad.equals(quad) ? 1 : 0
  process.stdout.write(JSON.stringify(number))
} else {
  const rows = []
  for await (const row of await result.execute()) {
    rows.push(Object.fromEntries([ ...row ].map(([ variable, term ]) => [ variable.value, term.value ])))
  }
  process.stdout.write(JSON.stringify(rows))
}
