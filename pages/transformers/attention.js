// The sentence as chips, tied to the maps in the figure: what is hovered lights up in both; a click on a small map opens
// it, out of the maps that are here, before the server is told. Kept in step with attention.py.

export default function ({ data, parentElement, setTriggerValue }) {
  const chips = parentElement.querySelector('.chips')
  const size = data.tokens.length
  const text = atob(data.maps)
  const maps = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i += 1) maps[i] = text.charCodeAt(i)
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
  const mark = parentElement.ownerDocument.createElement('div')
  mark.className = 'row-mark'
  mark.style.cssText = 'position:absolute;pointer-events:none;z-index:2;border:2px solid;border-radius:2px;display:none'
  mark.style.borderColor = data.colour

  const light = (i, j = null) => {
    buttons.forEach((chip, other) => {
      const w = weight(i, other)
      chip.style.background = `color-mix(in srgb, ${data.shade} ${Math.round(100 * Math.sqrt(w) * 0.8)}%, transparent)`
      chip.style.outline = other === i ? `2px solid ${data.colour}` : other === j ? `2px dashed ${data.colour}` : 'none'
      chip.setAttribute('aria-pressed', other === i)
    })
    chips.dataset.row = i
    const most = buttons.reduce((best, _, other) => (weight(i, other) > weight(i, best) ? other : best), 0)
    const to = j ?? most
    parentElement.querySelector('.said').textContent = `“${data.tokens[i].trim()}” looks at “${data.tokens[to].trim()}”: ${weight(i, to).toFixed(2)}`
    const found = place('open')
    if (!found) return
    if (mark.parentElement !== found.plot.parentElement) found.plot.parentElement.append(mark)
    found.plot.parentElement.style.position = 'relative'
    const top = found.y._offset + found.y.d2p(i - 0.5)
    const bottom = found.y._offset + found.y.d2p(i + 0.5)
    const left = found.x._offset
    Object.assign(mark.style, { display: i === data.row ? 'none' : '', left: `${left}px`, top: `${found.plot.offsetTop + Math.min(top, bottom)}px`, width: `${found.x._length}px`, height: `${Math.abs(bottom - top)}px` })
  }
  // The map of a head, painted over the open one, with its colours: plotly itself would take ten times as long. It stays until the server's figure shows the same head, though these chips may have been made anew by then.
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
    if (at) light(Math.min(Math.max(Math.round(at[1]), 0), size - 1), Math.min(Math.max(Math.round(at[0]), 0), size - 1))
    else if (Number(chips.dataset.row) !== data.row) light(data.row)
    const over = found && ['wall', 'board'].some((name) => { const it = place(name); return it && inside(it, event) })
    if (found) found.plot.style.cursor = over || at ? 'pointer' : ''
  }
  const click = (event) => {
    const small = place('wall')
    const at = small && inside(small, event)
    if (at) return show(Math.floor(Math.min(at[0], data.layers - 0.01)), Math.floor(Math.min(at[1], data.heads - 0.01)))
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
    mark.remove()
  }
}

// How opaque a weight is, on a scale of colours: [[0, "rgba(…,0.04)"], …, [1, "#…"]].
const opacity = (scale, weight) => {
  const of = ([, colour]) => Number(colour.match(/^rgba.*,(.*)\)$/)?.[1] ?? 1)
  const next = Math.max(scale.findIndex(([w]) => w >= weight), 1)
  const [low, high] = [scale[next - 1], scale[next]]
  return of(low) + ((of(high) - of(low)) * (weight - low[0])) / (high[0] - low[0])
}
