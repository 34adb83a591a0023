// The sentence as chips, tied to the maps in the figure: what is hovered lights up in both; a click on a small map opens
// it, out of the maps that are here, before the server is told. Kept in step with sentence.py.

export default function ({ data, parentElement, setTriggerValue }) {
  const chips = parentElement.querySelector('.chips')
  const size = data.tokens.length
  const maps = bytes(data.maps)
  const others = data.others.tokens ?? [] // MiniLM's, beside
  const theirs = bytes(data.others.map ?? '')
  let open = data.open // [layer, head]
  const base = () => (data.all ? (open[0] * data.heads + open[1]) * size * size : 0)
  const weight = (i, j) => maps[base() + i * size + j] / 255
  const chart = () => document.querySelector(`.st-key-${data.chart} .live-chart`)

  const buttons = data.tokens.map((token, i) => {
    const chip = Object.assign(document.createElement('button'), { type: 'button', textContent: token.trim() || '␣' })
    chip.title = `Token ${i}: “${token}”`
    chip.onmouseenter = chip.onfocus = () => light(i)
    chip.onmouseleave = chip.onblur = () => light(data.row)
    chip.onclick = () => setTriggerValue('row', String(i))
    return chip
  })
  chips.replaceChildren(...buttons)

  // The places of a trace in the figure, found by its name.
  const place = (name) => {
    const plot = chart()
    const index = plot?.data?.findIndex((trace) => trace.name === name) ?? -1
    if (index < 0 || !plot._fullLayout) return null
    const axis = (letter) => plot._fullLayout[(plot.data[index][`${letter}axis`] ?? letter).replace(letter, `${letter}axis`)]
    return { plot, index, x: axis('x'), y: axis('y') }
  }
  const inside = (found, event) => {
    const box = found.plot.getBoundingClientRect()
    const at = [found.x.p2d(event.clientX - box.left - found.x._offset), found.y.p2d(event.clientY - box.top - found.y._offset)]
    const within = (value, [one, other]) => value >= Math.min(one, other) && value <= Math.max(one, other)
    return within(at[0], found.x.range) && within(at[1], found.y.range) ? at : null
  }
  const marks = ['open', 'other'].map((name) => {
    const mark = Object.assign(document.createElement('div'), { className: 'row-mark' })
    mark.style.cssText = 'position:absolute;pointer-events:none;z-index:2;border:2px solid;border-radius:2px;display:none'
    mark.style.borderColor = data.colour
    // Frames rows of a map in the figure; the row that the figure frames itself needs no other frame.
    return (rows, needed) => {
      const found = place(name)
      mark.style.display = found && rows.length && needed ? '' : 'none'
      if (mark.style.display) return
      const { plot, x, y } = found
      plot.parentElement.append(mark)
      plot.parentElement.style.position = 'relative'
      const [from, to] = [rows[0] - 0.5, rows.at(-1) + 0.5].map((edge) => y._offset + y.d2p(edge)).sort((a, b) => a - b)
      Object.assign(mark.style, { left: `${x._offset}px`, top: `${plot.offsetTop + from}px`, width: `${x._length}px`, height: `${to - from}px` })
    }
  })

  const light = (i, j = null) => {
    buttons.forEach((chip, other) => {
      const w = weight(i, other)
      chip.style.background = `color-mix(in srgb, ${data.shade} ${Math.round(100 * Math.sqrt(w) * 0.8)}%, transparent)`
      chip.style.outline = other === i ? `2px solid ${data.colour}` : other === j ? `2px dashed ${data.colour}` : 'none'
      chip.setAttribute('aria-pressed', other === i)
    })
    chips.dataset.row = i
    const said = [told(data.tokens, i, j, (to) => weight(i, to))]
    const beside = data.beside[i] ?? []
    if (beside.length) said.push('in MiniLM ' + told(others, beside[0], null, (to) => theirs[beside[0] * others.length + to] / 255))
    parentElement.querySelector('.said').textContent = said.join('; ')
    const asked = i !== data.row
    marks[0]([i], asked || sheet.parentElement)
    marks[1](beside, asked)
  }

  // The map of a head, painted over the open one, with its colours: plotly itself would take ten times as long. It stays
  // until the server's figure shows the same head, though these chips may have been made anew by then.
  const sheet = chart()?.parentElement.querySelector('.sheet') ?? document.createElement('canvas')
  sheet.className = 'sheet'
  sheet.style.cssText += 'position:absolute;pointer-events:none;z-index:1'
  const paintMap = (found) => {
    const { plot, x, y } = found
    const scale = window.devicePixelRatio
    Object.assign(sheet, { width: Math.round(x._length * scale), height: Math.round(y._length * scale) })
    Object.assign(sheet.style, { left: `${x._offset}px`, top: `${plot.offsetTop + y._offset}px`, width: `${x._length}px`, height: `${y._length}px` })
    const pen = sheet.getContext('2d')
    pen.scale(scale, scale)
    pen.fillStyle = getComputedStyle(plot).getPropertyValue('--st-background-color')
    pen.fillRect(0, 0, x._length, y._length)
    pen.fillStyle = data.shade
    const { colorscale, xgap } = plot.data[found.index]
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) {
        const left = x.d2p(j - 0.5)
        const top = y.d2p(i - 0.5)
        pen.globalAlpha = opacity(colorscale, weight(i, j))
        pen.fillRect(left + xgap / 2, top + xgap / 2, x.d2p(j + 0.5) - left - xgap, y.d2p(i + 0.5) - top - xgap)
      }
    }
    plot.parentElement.append(sheet)
  }
  // What the server's figure says of the head that was open, told of this one until it answers.
  const rename = ({ plot }) => {
    const heading = plot.querySelector('.annotation[data-index="0"] text')
    if (heading) heading.innerHTML = `<tspan style="font-weight: bold">Layer ${open[0]}, head ${open[1]}</tspan>`
    const index = plot.layout.shapes.findIndex(({ name }) => name === 'open')
    const [was, small] = [plot.layout.shapes[index], place('wall')]
    const path = plot.querySelector(`.shapelayer [data-index="${index}"]`)
    const by = (axis, to, from) => axis.d2p(to) - axis.d2p(Math.ceil(from))
    path?.setAttribute('transform', `translate(${by(small.x, open[0], was.x0)},${by(small.y, open[1], was.y0)})`)
  }
  // The server's figure has come: if it is of this head, it stands for itself.
  const answered = () => {
    const found = place('open')
    if (!found || found.plot.data[found.index].meta?.join() === open.join()) sheet.remove()
    else if (sheet.parentElement) { paintMap(found); rename(found) }
  }
  const listen = (plot) => { // once, whoever listened before
    plot.removeListener('plotly_afterplot', plot.answered ?? answered)
    plot.on('plotly_afterplot', plot.answered = answered)
  }
  const show = (layer, head) => {
    open = [layer, head]
    const found = place('open')
    if (found && data.all) {
      paintMap(found)
      rename(found)
      listen(found.plot)
      chips.dataset.opened = `${layer}.${head}`
    }
    light(data.row)
    requestAnimationFrame(() => setTimeout(() => setTriggerValue('open', `${layer}.${head}`))) // after it is on screen
  }

  const move = (event) => {
    const found = place('open')
    const at = found && inside(found, event)
    const across = place('other')
    const there = across && inside(across, event)
    const beside = there ? data.beside.findIndex((rows) => rows.includes(Math.round(there[1]))) : -1
    if (at) light(Math.min(Math.max(Math.round(at[1]), 0), size - 1), Math.min(Math.max(Math.round(at[0]), 0), size - 1))
    else if (beside >= 0) light(beside)
    else if (Number(chips.dataset.row) !== data.row) light(data.row)
    const over = found && ['wall', 'other wall', 'board'].some((name) => { const it = place(name); return it && inside(it, event) })
    if (found) found.plot.style.cursor = over || at ? 'pointer' : ''
  }
  // The head whose map on a wall was clicked: its layer and number.
  const clicked = (name, event) => {
    const wall = place(name)
    const at = wall && inside(wall, event)
    return at && at.map((share, i) => Math.min(Math.max(Math.floor(share), 0), data.walls[name][i] - 1))
  }
  const click = (event) => {
    const at = clicked('wall', event)
    if (at) return show(...at)
    const other = clicked('other wall', event)
    if (other) return setTriggerValue('other', other.join('.'))
    const board = place('board')
    const on = board && inside(board, event)
    if (on) {
      const trace = board.plot.data[board.index]
      const near = [...trace.customdata].map((name, i) => [name, on[0] - trace.x[i], Math.abs(on[1] - trace.y[i])])
        .filter(([name, across, down]) => name && across > -0.1 && across < 1.75 && down < 0.5)
      if (near.length) return show(...near[0][0].split('.').map(Number))
    }
    const cells = place('open')
    const cell = cells && inside(cells, event)
    if (cell) setTriggerValue('row', String(Math.min(Math.max(Math.round(cell[1]), 0), size - 1)))
  }
  const root = document.querySelector(`.st-key-${data.chart}`)
  root?.addEventListener('mousemove', move)
  root?.addEventListener('click', click)
  if (sheet.parentElement && chart()?.on) { listen(chart()); answered() }
  light(data.row)
  return () => {
    root?.removeEventListener('mousemove', move)
    root?.removeEventListener('click', click)
    parentElement.ownerDocument.querySelectorAll('.row-mark').forEach((mark) => mark.remove())
  }
}

// Says at which token another looks, and how much; at which it looks most, if none is asked for.
const told = (tokens, i, j, weight) => {
  const to = j ?? tokens.reduce((best, _, other) => (weight(other) > weight(best) ? other : best), 0)
  return `“${tokens[i].trim()}” looks at “${tokens[to].trim()}”: ${weight(to).toFixed(2)}`
}

const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

// How opaque a weight is, on a scale of colours: [[0, "rgba(…,0.04)"], …, [1, "#…"]].
const opacity = (scale, weight) => {
  const of = ([, colour]) => Number(colour.match(/^rgba.*,(.*)\)$/)?.[1] ?? 1)
  const next = Math.max(scale.findIndex(([w]) => w >= weight), 1)
  const [low, high] = [scale[next - 1], scale[next]]
  return of(low) + ((of(high) - of(low)) * (weight - low[0])) / (high[0] - low[0])
}
