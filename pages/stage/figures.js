// What every live figure needs: plotly.js, and the figure at one stop of a sweep. It stands before each component's own
// script.

let plotly = null
const loadPlotly = (address) => plotly ??= new Promise((resolve, reject) => {
  if (window.Plotly) return resolve()
  const onload = () => {
    rememberArrays(window.Plotly.PlotSchema)
    resolve()
  }
  document.head.appendChild(Object.assign(document.createElement('script'), { src: address, onload, onerror: reject }))
})

// At every repaint plotly looks through all that a trace of its type may have for what holds an array, in every trace anew;
// that is up to a quarter of a repaint. The answer depends only on the type and on where in the trace arrays are: it is kept.
const rememberArrays = (schema) => {
  const find = schema?.findArrayAttributes
  if (!find) return // another version of plotly
  const known = new Map()
  schema.findArrayAttributes = (trace) => {
    const key = trace.type + arraysIn(trace)
    if (!known.has(key)) known.set(key, find(trace))
    return [...known.get(key)]
  }
  schema.findArrayAttributes.own = find
}
const isList = (part) => Array.isArray(part) || ArrayBuffer.isView(part)
const arraysIn = (node, path = ' ') => {
  let found = ''
  for (const name in node) {
    const part = node[name]
    if (part === null || typeof part !== 'object' || name[0] === '_') continue // what begins with _ is plotly's own
    const list = isList(part)
    if (list) found += path + name
    if (!list || (part[0] && typeof part[0] === 'object' && !isList(part[0]))) found += arraysIn(part, `${path}${name}.`)
  }
  return found
}

const CONFIG = { displayModeBar: false, responsive: true, doubleClick: false }
const bytes = (base64) => {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64)
  const text = atob(base64)
  const found = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i += 1) found[i] = text.charCodeAt(i)
  return found
}
const float32 = (base64) => new Float32Array(bytes(base64).buffer)
const numbers = (change) => change.float32 ? float32(change.float32) : change.uint8 ? bytes(change.uint8) : null

// A copy of `figure` with the value at `path`, such as ["data", 2, "y"], replaced; what is not on the path is shared.
const replaced = (node, path, value) => {
  if (path.length === 0) return value
  const copy = Array.isArray(node) ? [...node] : { ...node }
  copy[path[0]] = replaced(node[path[0]], path.slice(1), value)
  return copy
}

// Numbers of one stop, as plotly wants them: a list, rows of a matrix, or as they are.
const shaped = (value, { asList, columns, floats }) => {
  if (columns) return Array.from({ length: value.length / columns }, (_, i) => value.subarray(i * columns, (i + 1) * columns))
  return asList && floats ? [...value] : value
}

// The figure at one stop of a sweep.
const frame = (figure, sweep, stop) => sweep.changes.reduce((drawn, change) => {
  const index = Math.min(Math.round(stop / sweep.stride), sweep.count - 1)
  change.floats ??= numbers(change)
  const value = change.floats
    ? change.floats.subarray(index ? change.ends[index - 1] : 0, change.ends[index])
    : change.values[index]
  return replaced(drawn, change.path, shaped(value, change))
}, figure)

// `node` with the parts that `patch` names replaced, those of a list by their number.
const patched = (node, patch) => {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch
  const copy = Array.isArray(node) ? [...node] : { ...node }
  for (const [name, part] of Object.entries(patch)) copy[name] = patched(copy[name], part)
  return copy
}

// Paints a figure; on a telephone with the layout that it has for narrow places, if it has one.
const NARROW = 500 // pixels
const stacked = window.matchMedia('(max-width: 640px)') // where frame.py has the picture's column stay in sight
const paint = (plot, { data, layout }) => {
  const narrow = plot.clientWidth < NARROW && layout.meta?.narrow
  if (narrow) plot.style.height = `${narrow.height}px`
  plot.narrow = Boolean(narrow)
  const column = stacked.matches && plot.closest('[data-testid=stColumn]')
  if (column) column.style.setProperty('--column-height', `${column.offsetHeight}px`)
  return window.Plotly.react(plot, data, narrow ? patched(layout, narrow) : layout, CONFIG)
}
